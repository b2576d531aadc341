import type { Bundle } from "../bundle/bundle.ts";
import { type Converted, reach } from "./chunks.ts";
import { compareText } from "../../model/json.ts";
import { type Rope, ropeMaker } from "../store/rope.ts";

/** A function's bundle: one CommonJS file. */
export interface LinkedFile {
  readonly function: string;
  readonly content: Rope;
  /** The chunks in it, each with the line on which it begins; the function's own comes last. */
  readonly chunks: readonly PlacedChunk[];
}

/** A chunk inside a file. */
export interface PlacedChunk {
  readonly name: string;
  /** Counted from 0. */
  readonly line: number;
  /** Whether it is the function's own, which no other function holds. */
  readonly own: boolean;
}

/** Unlike `import.meta.url` of a file that has been bundled, it names the bundle. */
const url = `var __url=require("node:url").pathToFileURL(__filename).href;`;

/**
 * Chunks are module bodies in a table; `__load` runs one on first use. Their names hold a hash, so no other module can
 * have the same one, and whatever is not a chunk goes on to Node.
 */
const loader = [
  `var __loaded={},__load=i=>{`,
  `var n=i.slice(i.lastIndexOf("/")+1),m=__loaded[n];`,
  `if(!Object.hasOwn(__chunks,n))return require(i);`,
  `if(!m){m=__loaded[n]={exports:{}};__chunks[n](m,m.exports,__load)}`,
  `return m.exports},__chunks={`,
].join("");

/** Puts each function's chunk and all that it reaches into one file. */
export function linkAll(bundle: Bundle, { chunks, entries }: Converted): readonly LinkedFile[] {
  const reached = [...entries].map(([id, entry]) => {
    const names = reach(entry, bundle.chunks).map(({ name }) => name);
    return { id, entry, shared: names.filter((name) => name !== entry) };
  });
  const order = byPopularity(reached.flatMap(({ shared }) => shared));
  const bodyOf = (name: string): string => chunks.get(name)?.body ?? "";
  const partOf = memoize((name) => sharedPart(name, bodyOf(name)));
  const needsUrl = memoize((name) => bodyOf(name).includes("__url"));
  const rope = ropeMaker();
  return reached.map(({ id, entry, shared }) => {
    const head = shared.length === 0 ? [] : [loaderPart, ...shared.toSorted(order).map(partOf)];
    const prelude = [entry, ...shared].some(needsUrl) ? url : "";
    const last = (head.length === 0 ? onlyPart : lastPart)(entry, bodyOf(entry), prelude);
    const before = head.reduce<Rope | undefined>((beginning, { bytes }) => rope(beginning, bytes), undefined);
    return { function: id, content: rope(before, last.bytes), chunks: placed([...head, last]) };
  });
}

/** What most functions hold comes first, so that their files begin alike and the beginning is compressed once. */
function byPopularity(names: readonly string[]): (left: string, right: string) => number {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return (left, right) => (counts.get(right) ?? 0) - (counts.get(left) ?? 0) || compareText(left, right);
}

/** A stretch of a file with at most one chunk, which begins on its second line. */
interface Part {
  readonly chunk?: string;
  readonly bytes: Buffer;
  readonly lines: number;
}

const loaderPart = toPart([loader]);

function sharedPart(chunk: string, body: string): Part {
  return toPart([`${JSON.stringify(chunk)}(module,exports,require){`, body, "},"], chunk);
}

function lastPart(chunk: string, body: string, prelude: string): Part {
  const name = JSON.stringify(chunk);
  return toPart([`${name}(module,exports,require){`, body, `}};${prelude}module.exports=__load(${name});`], chunk);
}

function onlyPart(chunk: string, body: string, prelude: string): Part {
  return toPart([prelude, body], chunk);
}

function toPart(pieces: readonly string[], chunk?: string): Part {
  const text = `${pieces.join("\n")}\n`;
  return { ...(chunk !== undefined && { chunk }), bytes: Buffer.from(text), lines: text.split("\n").length - 1 };
}

function placed(parts: readonly Part[]): readonly PlacedChunk[] {
  let line = 0;
  return parts.flatMap(({ chunk, lines }, index) => {
    const start = line + 1;
    line += lines;
    return chunk === undefined ? [] : [{ name: chunk, line: start, own: index === parts.length - 1 }];
  });
}

function memoize<Value>(make: (key: string) => Value): (key: string) => Value {
  const known = new Map<string, Value>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
}
