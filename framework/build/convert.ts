import { transform, type TransformFailure } from "esbuild";
import { type Chunk, outputFolder } from "./bundle.ts";
import { rootMap } from "./map.ts";

/** A chunk in the form that is linked: the body of a CommonJS module. */
export interface ConvertedChunk {
  readonly body: string;
  /** From the body to the user's sources, relative to the project's root. */
  readonly map: string;
}

/** What became of a chunk: `awaits` where it awaits at its top level, which only an ES module can. */
export type Conversion = ConvertedChunk | "awaits";

const options = {
  format: "cjs",
  platform: "node",
  target: "node22",
  minify: true,
  charset: "utf8",
  logLevel: "silent",
  // A chunk is loaded from inside the same file, never by Node.
  supported: { "dynamic-import": false },
  define: {
    "import.meta.url": "__url",
    "import.meta.filename": "__filename",
    "import.meta.dirname": "__dirname",
  },
} as const;

/** Turns an ES module chunk into the body of a CommonJS module, for all functions that hold it. */
export async function convert(chunk: Chunk): Promise<Conversion> {
  try {
    const { code, map } = await transform(withMap(chunk), {
      ...options,
      sourcemap: chunk.map === "" ? false : "external",
    });
    return { body: code.trimEnd(), map: rootMap(map, outputFolder) };
  } catch (error) {
    if (isTopLevelAwait(error)) return "awaits";
    throw error;
  }
}

/** esbuild follows a map that it finds in its input, so that the result leads to the sources and not to the chunk. */
function withMap(chunk: Chunk): string {
  if (chunk.map === "") return chunk.code;
  const data = Buffer.from(chunk.map).toString("base64");
  return `${chunk.code}\n//# sourceMappingURL=data:application/json;base64,${data}`;
}

function isTopLevelAwait(error: unknown): boolean {
  const { errors = [] } = error as Partial<TransformFailure>;
  return errors.length > 0 && errors.every(({ text }) => text.startsWith("Top-level await"));
}
