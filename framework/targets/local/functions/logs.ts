import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Reporter } from "../../../diagnostics/reporter.ts";

/** One line that a function wrote. */
export interface LogEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly requestId: string;
  /** `platform`: not the function itself but what runs it. */
  readonly stream: "stdout" | "stderr" | "platform";
  readonly line: string;
}

/** The logs of all functions: a file of JSON lines for each, and every line to the reporter as well. */
export interface LogStore {
  write(from: { readonly id: string; readonly name: string }, entry: LogEntry): void;
  /** Puts on disk what is still in memory. */
  flush(): void;
}

/** Bytes after which a function's file becomes its `.1` file and a new one begins; two files are kept. */
const rotateAt = 5_242_880;

/** Opens the logs in a folder. Lines reach the disk at the end of the turn in which they are written. */
export function createLogStore(folder: string, reporter: Reporter): LogStore {
  mkdirSync(folder, { recursive: true });
  const pending = new Map<string, string[]>();
  const flush = (): void => {
    for (const [name, lines] of pending) append(join(folder, `${name}.jsonl`), lines.join(""));
    pending.clear();
  };
  return {
    flush,
    write({ id, name }, entry) {
      reporter.report({ type: "log", function: id, line: entry.line, at: entry.at });
      if (pending.size === 0) setImmediate(flush);
      const line = `${JSON.stringify(entry)}\n`;
      const lines = pending.get(name);
      if (lines) lines.push(line);
      else pending.set(name, [line]);
    },
  };
}

function append(file: string, text: string): void {
  try {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > rotateAt) renameSync(file, `${file}.1`);
    writeFileSync(file, text, { flag: "a" });
  } catch {
    // A full disk must not stop the functions; their lines still reach the reporter.
  }
}

/** The lines of a function by its physical name, oldest first. A line that a crash cut short is left out. */
export function readLog(folder: string, name: string): readonly LogEntry[] {
  const file = join(folder, `${name}.jsonl`);
  return [`${file}.1`, file].flatMap((path) => {
    if (!statSync(path, { throwIfNoEntry: false })) return [];
    return readFileSync(path, "utf8").split("\n").flatMap(parseEntry);
  });
}

function parseEntry(line: string): readonly LogEntry[] {
  try {
    return line === "" ? [] : [JSON.parse(line) as LogEntry];
  } catch {
    return [];
  }
}
