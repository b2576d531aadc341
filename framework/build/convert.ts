import { transform, type TransformFailure } from "esbuild";
import { type Chunk, outputFolder } from "./bundle.ts";
import { cutFromMap, rootMap } from "./map.ts";

/** A chunk in the form that is linked: the body of a CommonJS module, without esbuild's own helpers. */
export interface ConvertedChunk {
  readonly name: string;
  readonly body: string;
  /** From the body to the user's sources, relative to the project's root. */
  readonly map: string;
  /** Other chunks that it may load, by name. */
  readonly imports: readonly string[];
}

/** A chunk awaits at its top level, which only an ES module can. */
export interface AwaitingChunk {
  readonly name: string;
  readonly awaits: true;
}

const options = {
  format: "cjs",
  platform: "node",
  target: "node22",
  minifyWhitespace: true,
  minifySyntax: true,
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

const exportsMarker = "var stdin_exports={};";

/** Turns an ES module chunk into the body of a CommonJS module once, for all functions that hold it. */
export async function convert(chunk: Chunk, imports: readonly string[]): Promise<ConvertedChunk | AwaitingChunk> {
  try {
    const { code, map } = await transform(withMap(chunk), {
      ...options,
      sourcemap: chunk.map === "" ? false : "external",
    });
    const helpers = helperLength(code, await helperStatements());
    const body = code.slice(helpers).trimEnd();
    return { name: chunk.name, body, map: rootMap(cutFromMap(map, helpers), outputFolder), imports };
  } catch (error) {
    if (isTopLevelAwait(error)) return { name: chunk.name, awaits: true };
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

let statements: Promise<ReadonlySet<string>> | undefined;

/** The helpers that esbuild puts before a CommonJS module, one statement each: all of them, from a module that needs all. */
export async function helperStatements(): Promise<ReadonlySet<string>> {
  statements ??= transform(
    `import value from "value"; export { value }; export const other = () => import("other");`,
    options,
  ).then(({ code }) => new Set(splitStatements(code.slice(0, code.indexOf(exportsMarker)))));
  return await statements;
}

function splitStatements(code: string): readonly string[] {
  return code.split(/(?<=;)(?=var )/u);
}

/** How much of the code is helpers and nothing else; 0 where the form is not the expected one, which is left alone. */
function helperLength(code: string, known: ReadonlySet<string>): number {
  const end = code.indexOf(exportsMarker);
  if (end < 0) return 0;
  const first = splitStatements(code.slice(0, end));
  return first.every((statement) => known.has(statement) || isPartOf(statement, known)) ? end : 0;
}

/** Where a module needs only some of several helpers that one statement declares. */
function isPartOf(statement: string, known: ReadonlySet<string>): boolean {
  const declarations = statement.replace(/^var |;$/gu, "");
  return [...known].some((candidate) => candidate.includes(declarations));
}
