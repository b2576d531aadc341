/**
 * What packaging cannot be faster than: oxc parses every file while esbuild bundles all handlers with shared chunks,
 * then each handler is zipped with the chunks that it imports. Called as a process: `node floor.ts FOLDER HANDLERS`.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { build, type Metafile } from "esbuild";
import { parseSync } from "oxc-parser";
import yazl from "yazl";

const [folder = "", count = "0"] = process.argv.slice(2);
const files = Array.from({ length: Number(count) }, (_, index) => join(folder, `src/handler${index}.ts`));

const bundling = build({
  entryPoints: files,
  bundle: true,
  minify: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node22",
  mainFields: ["module", "main"],
  sourcemap: "external",
  outdir: join(folder, "out"),
  outExtension: { ".js": ".mjs" },
  metafile: true,
  logLevel: "error",
});

for (const file of [...files, join(folder, "src/shared.ts")]) parseSync(file, readFileSync(file, "utf8"));

const { metafile } = await bundling;
mkdirSync(join(folder, "zips"), { recursive: true });
const entries = Object.entries(metafile.outputs).filter(([, output]) => output.entryPoint !== undefined);
await Promise.all(entries.map(([path]) => zipEntry(path, metafile.outputs)));

async function zipEntry(entry: string, outputs: Metafile["outputs"]): Promise<void> {
  const zip = new yazl.ZipFile();
  const wanted = new Set([entry]);
  for (const path of wanted) {
    zip.addFile(path, path.split("/").at(-1) ?? path, {
      mtime: new Date(1980, 0, 1),
      mode: 0o100644,
      forceDosTimestamp: true,
    });
    for (const { path: imported, external } of outputs[path]?.imports ?? [])
      if (external !== true) wanted.add(imported);
  }
  zip.end();
  const name = (entry.split("/").at(-1) ?? entry).replace(/\.mjs$/u, ".zip");
  await finished(zip.outputStream.pipe(createWriteStream(join(folder, "zips", name))));
}
