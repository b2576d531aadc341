import type { Location } from "../../model/location.ts";
import type { Entry, Located } from "../located.ts";
import { linesOf, locate, type Source } from "./source.ts";

/** What a JSON text with comments holds, and where it stops being JSON. */
export interface JsonRead {
  readonly value: Located | undefined;
  readonly error?: Location;
}

const limitOfDepth = 100;

/** Reads JSON as `tsconfig.json` allows it, comments and trailing commas included, with the place of every value. */
export function readJson(source: Source): JsonRead {
  const reader = openReader(source);
  try {
    const value = reader.value(0);
    reader.skip();
    if (reader.offset() < source.text.length) reader.fail();
    return { value };
  } catch (error) {
    if (error instanceof JsonSyntaxError) return { value: undefined, error: error.at };
    throw error;
  }
}

/** Leaves the recursive descent; it never leaves this file. */
class JsonSyntaxError extends Error {
  readonly at: Location;

  constructor(at: Location) {
    super("Not JSON");
    this.at = at;
  }
}

interface Reader {
  value(depth: number): Located;
  skip(): void;
  offset(): number;
  fail(): never;
}

const blank = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/uy;
const scalar = /"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;

function openReader(source: Source): Reader {
  const { text, path } = source;
  const starts = linesOf(text);
  let offset = 0;

  const place = (start: number): Location => locate(path, starts, [start, offset]);
  const fail = (): never => {
    throw new JsonSyntaxError(locate(path, starts, [offset, offset + 1]));
  };
  const skip = (): void => {
    blank.lastIndex = offset;
    blank.exec(text);
    offset = blank.lastIndex;
  };
  const take = (character: string): boolean => {
    skip();
    if (text[offset] !== character) return false;
    offset += 1;
    return true;
  };
  const readScalar = (): Located => {
    const start = offset;
    scalar.lastIndex = offset;
    const found = scalar.exec(text)?.[0];
    if (found === undefined) return fail();
    offset += found.length;
    return { type: "scalar", value: parseScalar(found, fail), at: place(start) };
  };
  const readEntry = (depth: number): Entry => {
    skip();
    const name = readScalar();
    if (name.type !== "scalar" || typeof name.value !== "string") return fail();
    if (!take(":")) return fail();
    return { name: name.value, value: value(depth), at: name.at };
  };
  const readMembers = (close: string, read: () => void): void => {
    while (!take(close)) {
      read();
      if (take(",")) continue;
      if (!take(close)) fail();
      return;
    }
  };
  const value = (depth: number): Located => {
    if (depth > limitOfDepth) fail();
    skip();
    const start = offset;
    if (take("{")) {
      const entries = new Map<string, Entry>();
      readMembers("}", () => {
        const entry = readEntry(depth + 1);
        entries.set(entry.name, entry);
      });
      return { type: "dictionary", entries: [...entries.values()], at: place(start) };
    }
    if (take("[")) {
      const items: Located[] = [];
      readMembers("]", () => items.push(value(depth + 1)));
      return { type: "list", items, at: place(start) };
    }
    return readScalar();
  };
  return { value, skip, offset: () => offset, fail };
}

function parseScalar(text: string, fail: () => never): string | number | boolean | null {
  try {
    return JSON.parse(text) as string | number | boolean | null;
  } catch {
    return fail();
  }
}
