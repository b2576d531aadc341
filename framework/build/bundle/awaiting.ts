import { build } from "esbuild";
import { bundling } from "./bundle.ts";
import { entrypointModule, type Sources, sourcesPlugin } from "../modules/sources.ts";
import type { BuiltFile } from "../store/store.ts";

/** CommonJS packages inside an ES module still call `require` for Node's own modules. */
const banner = [
  `import { createRequire as __createRequire } from "node:module";`,
  `import { fileURLToPath as __fileURLToPath } from "node:url";`,
  `import { dirname as __pathDirname } from "node:path";`,
  `const require = __createRequire(import.meta.url);`,
  `const __filename = __fileURLToPath(import.meta.url), __dirname = __pathDirname(__filename);`,
].join("");

/** Functions that await at their top level, each bundled by itself into one ES module. */
export async function bundleAwaiting(ids: readonly string[], sources: Sources): Promise<readonly BuiltFile[]> {
  if (ids.length === 0) return [];
  const result = await build({
    ...bundling,
    absWorkingDir: sources.root,
    entryPoints: ids.map((id) => ({ in: entrypointModule(id), out: encodeURIComponent(id) })),
    external: [...sources.external],
    format: "esm",
    outdir: sources.root,
    outExtension: { ".js": ".mjs" },
    sourcemap: "external",
    sourcesContent: false,
    write: false,
    banner: { js: banner },
    plugins: [sourcesPlugin(sources)],
  });
  const texts = new Map(result.outputFiles.map((file) => [file.path, file.text]));
  return ids.map((id) => {
    const path = `${sources.root}/${encodeURIComponent(id)}.mjs`;
    return {
      function: id,
      external: [...sources.external],
      format: "esm",
      content: { before: undefined, part: Buffer.from(texts.get(path) ?? "") },
      map: texts.get(`${path}.map`) ?? "",
      mapParts: [],
    };
  });
}
