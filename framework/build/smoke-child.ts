/** Loads one bundle after another in a process of its own, and says how each went. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { SmokeReport, SmokeTask } from "./smoke.ts";

const require = createRequire(import.meta.url);

async function load(task: SmokeTask): Promise<SmokeReport> {
  Object.assign(process.env, task.environment);
  try {
    const module: unknown = task.format === "cjs" ? require(task.file) : await import(pathToFileURL(task.file).href);
    const { handler } = module as { handler?: unknown };
    return typeof handler === "function" ? {} : { name: "Error", message: "The bundle exports no handler.", stack: "" };
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return { name, message, stack: stack ?? "" };
  }
}

process.on("message", (task: SmokeTask) => {
  load(task).then(
    (report) => process.send?.(report),
    () => process.exit(1),
  );
});
