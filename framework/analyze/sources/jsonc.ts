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
  const scanner = openScanner(source);
  try {
    const value = readValue(scanner, 0);
    if (!scanner.ends()) scanner.fail();
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

/** Moves through the text; blanks and comments are skipped before everything. */
interface Scanner {
  offset(): number;
  place(start: number): Location;
  /** Steps over a character if it comes next. */
  take(character: string): boolean;
  /** Steps over a text, number or keyword. */
  scalar(): string | number | boolean | null;
  ends(): boolean;
  fail(): never;
}

const blank = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/uy;
const scalar = /"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;

function openScanner({ path, text }: Source): Scanner {
  const lines = linesOf(text);
  let offset = 0;
  const next = (pattern: RegExp): string => {
    pattern.lastIndex = offset;
    const found = pattern.exec(text)?.[0] ?? "";
    offset += found.length;
    return found;
  };
  const fail = (): never => {
    throw new JsonSyntaxError(locate(path, lines, [offset, offset + 1]));
  };
  return {
    offset() {
      next(blank);
      return offset;
    },
    place: (start) => locate(path, lines, [start, offset]),
    take(character) {
      next(blank);
      const found = text[offset] === character;
      if (found) offset += 1;
      return found;
    },
    scalar() {
      next(blank);
      const found = next(scalar);
      return parseScalar(found) ?? (found === "null" ? null : fail());
    },
    ends() {
      next(blank);
      return offset === text.length;
    },
    fail,
  };
}

function parseScalar(text: string): string | number | boolean | null | undefined {
  try {
    return JSON.parse(text) as string | number | boolean | null;
  } catch {
    return undefined;
  }
}

function readValue(scanner: Scanner, depth: number): Located {
  if (depth > limitOfDepth) scanner.fail();
  const start = scanner.offset();
  if (scanner.take("{")) {
    const entries = new Map(
      readMembers("}", scanner, () => readEntry(scanner, depth)).map((entry) => [entry.name, entry]),
    );
    return { type: "dictionary", entries: [...entries.values()], at: scanner.place(start) };
  }
  if (scanner.take("[")) {
    const items = readMembers("]", scanner, () => readValue(scanner, depth + 1));
    return { type: "list", items, at: scanner.place(start) };
  }
  return { type: "scalar", value: scanner.scalar(), at: scanner.place(start) };
}

function readMembers<Member>(close: string, scanner: Scanner, read: () => Member): readonly Member[] {
  const members: Member[] = [];
  while (!scanner.take(close)) {
    members.push(read());
    if (scanner.take(",")) continue;
    if (!scanner.take(close)) scanner.fail();
    break;
  }
  return members;
}

function readEntry(scanner: Scanner, depth: number): Entry {
  const start = scanner.offset();
  const name = scanner.scalar();
  const at = scanner.place(start);
  if (typeof name !== "string" || !scanner.take(":")) return scanner.fail();
  return { name, value: readValue(scanner, depth + 1), at };
}
