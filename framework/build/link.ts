import type { ConvertedChunk } from "./convert.ts";

/** A function's bundle: one CommonJS file. */
export interface LinkedFile {
  readonly code: string;
  /** The chunks in it that have a map, each with the line on which it begins. */
  readonly parts: readonly { readonly line: number; readonly chunk: string }[];
  /** The chunks in it, the entry first. */
  readonly chunks: readonly string[];
}

/** Everything that linking reads. */
export interface LinkInput {
  readonly chunks: ReadonlyMap<string, ConvertedChunk>;
  /** esbuild's helpers, once for all chunks. */
  readonly helpers: string;
}

const url = `var __url=require("node:url").pathToFileURL(__filename).href;`;

/**
 * Chunks are module bodies in a table; `__load` runs one on first use. Their names hold a hash, so no other module can
 * have the same one, and whatever is not a chunk goes on to Node.
 */
const loader = [
  `var __loaded={};`,
  `function __load(id){`,
  `var name=id.slice(id.lastIndexOf("/")+1);`,
  `if(!Object.hasOwn(__chunks,name))return require(id);`,
  `var module=__loaded[name];`,
  `if(!module){module=__loaded[name]={exports:{}};__chunks[name](module,module.exports,__load)}`,
  `return module.exports}`,
].join("");

/** Puts one entry and all that it reaches into one file. */
export function link(entry: string, input: LinkInput): LinkedFile {
  const chunks = reach(entry, input.chunks);
  const usesUrl = chunks.some(({ body }) => body.includes("__url"));
  const head = `${usesUrl ? url : ""}${input.helpers}`;
  const names = chunks.map(({ name }) => name);
  if (chunks.length === 1) return { ...single(head, chunks[0] as ConvertedChunk), chunks: names };
  const lines = [`${head}${loader}var __chunks={`];
  const parts = chunks.map((chunk) => {
    lines.push(`${JSON.stringify(chunk.name)}(module,exports,require){`);
    const line = lines.length;
    lines.push(...chunk.body.split("\n"), `},`);
    return { line, chunk: chunk.name };
  });
  lines.push(`};module.exports=__load(${JSON.stringify(entry)});`, "");
  return { code: lines.join("\n"), parts, chunks: names };
}

function single(head: string, chunk: ConvertedChunk): Omit<LinkedFile, "chunks"> {
  return { code: `${head}\n${chunk.body}\n`, parts: [{ line: 1, chunk: chunk.name }] };
}

/** A chunk and what it may load, in an order that depends on the import graph alone. */
function reach(entry: string, chunks: ReadonlyMap<string, ConvertedChunk>): readonly ConvertedChunk[] {
  const found = new Map<string, ConvertedChunk>();
  const visit = (name: string): void => {
    const chunk = chunks.get(name);
    if (!chunk || found.has(name)) return;
    found.set(name, chunk);
    chunk.imports.forEach(visit);
  };
  visit(entry);
  return [...found.values()];
}
