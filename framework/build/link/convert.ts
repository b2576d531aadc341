import { transform, type TransformFailure } from "esbuild";
import { type Chunk, outputFolder } from "../bundle/bundle.ts";
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
    const { code, map } = await transform(withMap({ ...chunk, code: exportPlainly(chunk) }), {
      ...options,
      sourcemap: chunk.map === "" ? false : "external",
    });
    return { body: code.trimEnd(), map: rootMap(map, outputFolder) };
  } catch (error) {
    if (isTopLevelAwait(error)) return "awaits";
    throw error;
  }
}

/** How the bundler ends a chunk: `export{a as handler,b as "other name"};`. */
const exportList = /\bexport\s*\{([^{}`]*)\};?\s*$/u;
/** How it ends a chunk of one CommonJS module: `export default a();`. */
const exportModule = /\bexport default ([\w$]+\(\));?\s*$/u;
/** Without it, who imports a module lazily would get all of it for its default export. */
const marked = `Object.defineProperty(module.exports,"__esModule",{value:!0});`;

/**
 * A chunk's code with its exports in CommonJS already: esbuild would bring half a kilobyte of functions along for them,
 * in every chunk, and keep but the default export of CommonJS. No chunk needs the exports of another before that has
 * run, as chunks never import each other in a circle. A chunk that exports in other ways too stays as it is.
 */
function exportPlainly({ code, exports, lazy }: Chunk): string {
  const [module, call] = (lazy && exports.length === 1 && exportModule.exec(code)) || [];
  if (module !== undefined) return `${code.slice(0, -module.length)}module.exports=${call};\n`;
  if (/\bexport\s*\*/u.test(code)) return code;
  if (exports.length === 0) return lazy ? `${code}${marked}\n` : code;
  const [list = "", names = ""] = exportList.exec(code) ?? [];
  const getters = gettersOf(names, exports);
  if (getters === undefined) return code;
  return `${code.slice(0, -list.length)}module.exports={${getters}};${lazy ? marked : ""}\n`;
}

/** `undefined` where the list holds not just the names that there are. */
function gettersOf(list: string, exports: readonly string[]): string | undefined {
  const pairs = list.split(",").map((item): readonly [string, string] => {
    const [local = "", name = local] = item.trim().split(/\s+as\s+/u);
    return [local, name];
  });
  if (pairs.length !== exports.length || pairs.some(([, name]) => !exports.includes(name))) return undefined;
  return pairs.map(([local, name]) => `get ${name}(){return ${local}}`).join(",");
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
