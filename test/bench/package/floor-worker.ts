/**
 * The floor for a process that lives on: the one handler that changed is parsed, bundled anew by an esbuild that
 * remembers the rest, and zipped. Answers with the milliseconds: `node floor-worker.mjs FOLDER HANDLER`.
 */
import { join } from "node:path";
import { context } from "esbuild";
import { handlerFile, touchHandler } from "./app.ts";
import { bundleOptions, zipEntries } from "./bundling.ts";
import { walkFiles } from "./oxc.ts";

const [folder = "", handler = "0"] = process.argv.slice(2);
const file = join(folder, handlerFile(Number(handler)));
const bundler = await context(bundleOptions(folder, [file]));
await bundler.rebuild();
let edits = 0;

async function again(): Promise<number> {
  touchHandler(folder, Number(handler), ++edits);
  const begin = performance.now();
  const bundling = bundler.rebuild();
  walkFiles([file]);
  await zipEntries(folder, (await bundling).metafile, { files: [file], compression: "shared" });
  return performance.now() - begin;
}

process.on("message", () => void again().then((milliseconds) => process.send?.(milliseconds)));
