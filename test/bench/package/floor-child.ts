/**
 * What packaging cannot be faster than: oxc parses and walks the files while esbuild, a process of its own, bundles
 * their handlers; then each handler is zipped. Where it ran before, only handlers that changed since are handled, and
 * where none did, it ends once it has read and hashed them all. `node floor-child.mjs FOLDER HANDLERS COMPRESSION`.
 */
import { hash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { handlerFile } from "./app.ts";
import type { Compression } from "./bundling.ts";

const [folder = "", count = "0", compression = "shared"] = process.argv.slice(2);
const handlers = Array.from({ length: Number(count) }, (_, index) => join(folder, handlerFile(index)));
const state = join(folder, "floor.json");

type Hashes = Readonly<Record<string, string>>;

function readState(): Hashes {
  try {
    return JSON.parse(readFileSync(state, "utf8")) as Hashes;
  } catch {
    return {};
  }
}

async function packageHandlers(files: readonly string[]): Promise<number> {
  const [{ build }, { bundleOptions, zipEntries }, { walkFiles }] = await Promise.all([
    import("esbuild"),
    import("./bundling.ts"),
    import("./oxc.ts"),
  ]);
  const bundling = build(bundleOptions(folder, files));
  walkFiles(files);
  const { metafile } = await bundling;
  return await zipEntries(folder, metafile, { files, compression: compression as Compression });
}

const before = readState();
const files = [...handlers, join(folder, "src/shared.ts")];
const hashes: Hashes = Object.fromEntries(files.map((file) => [file, hash("sha256", readFileSync(file))]));
const changed = handlers.filter((file) => hashes[file] !== before[file]);
const zip = changed.length === 0 ? 0 : await packageHandlers(changed);
if (changed.length > 0) writeFileSync(state, JSON.stringify(hashes));
process.stdout.write(JSON.stringify({ functions: changed.length, zip, phases: {} }), () => process.exit());
