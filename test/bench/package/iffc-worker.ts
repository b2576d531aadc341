/**
 * Packages an app again and again in one process, one handler changed each time, and answers with the milliseconds:
 * `node iffc-worker.mjs ROOT FOLDER HANDLER`.
 */
import { touchHandler } from "./app.ts";
import { loadPackager } from "./pipeline.ts";

const [root = "", folder = "", handler = "0"] = process.argv.slice(2);
const packager = await loadPackager(root);
await packager(folder);
let edits = 0;

async function again(): Promise<number> {
  touchHandler(folder, Number(handler), ++edits);
  const begin = performance.now();
  await packager(folder);
  return performance.now() - begin;
}

process.on("message", () => void again().then((milliseconds) => process.send?.(milliseconds)));
