import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { BuildOptions, Metafile } from "esbuild";
import { archive, compress, type Member } from "./zip.ts";

/** How the floor bundles: one run, what entries share in chunks, maps beside. */
export function bundleOptions(folder: string, files: readonly string[]) {
  return {
    entryPoints: [...files],
    absWorkingDir: folder,
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
  } as const satisfies BuildOptions;
}

/** How zips are made: each chunk compressed once for all of them, or once for each as common tools do. */
export type Compression = "shared" | "each";

/** Zips each entry point with the chunks that it reaches, and gives the mean size in bytes. */
export async function zipEntries(
  folder: string,
  { outputs }: Metafile,
  { files, compression }: Zipping,
): Promise<number> {
  await mkdir(join(folder, "zips"), { recursive: true });
  const wanted = new Set(files.map((file) => file.slice(folder.length + 1)));
  // What is imported dynamically is an entry point in the metafile too.
  const entries = Object.entries(outputs).filter(([, { entryPoint }]) => wanted.has(entryPoint ?? ""));
  const compressed = new Map<string, Promise<Member>>();
  const member = async (path: string): Promise<Member> => {
    const known = compression === "shared" ? compressed.get(path) : undefined;
    const reading = known ?? readFile(join(folder, path)).then((content) => compress(basename(path), content));
    compressed.set(path, reading);
    return await reading;
  };
  const zipEntry = async ([entry]: readonly [string, unknown]): Promise<number> => {
    const zip = archive(await Promise.all(reachedFrom(entry, outputs).map(member)));
    await writeFile(join(folder, "zips", `${basename(entry, ".mjs")}.zip`), zip);
    return zip.length;
  };
  const sizes = await Promise.all(entries.map(zipEntry));
  if (sizes.length !== files.length) throw new Error(`${sizes.length} zips of ${files.length} handlers.`);
  return sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
}

/** What is zipped: the sources of the entry points, and how. */
export interface Zipping {
  readonly files: readonly string[];
  readonly compression: Compression;
}

function reachedFrom(entry: string, outputs: Metafile["outputs"]): readonly string[] {
  const reached = new Set([entry]);
  for (const path of reached) {
    for (const { path: imported, external } of outputs[path]?.imports ?? [])
      if (external !== true) reached.add(imported);
  }
  return [...reached];
}
