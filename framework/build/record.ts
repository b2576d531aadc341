import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { writeWhole } from "./write.ts";

/**
 * Reads what an earlier build remembered. The first line of the file is the hash of the rest and of the version: a
 * record that was cut off, changed, made by another version or cannot be read counts as none.
 */
export function readRecord(file: string, version: string): unknown {
  try {
    const text = readFileSync(file, "utf8");
    const end = text.indexOf("\n");
    const body = text.slice(end + 1);
    return text.slice(0, end) === hash("sha256", version + body) ? (JSON.parse(body) as unknown) : undefined;
  } catch {
    return undefined;
  }
}

/** Remembers something for the next build. Where that fails, the next build is only slower: nothing is said. */
export function writeRecord(file: string, version: string, value: unknown): void {
  const body = JSON.stringify(value);
  try {
    writeWhole(file, [Buffer.from(`${hash("sha256", version + body)}\n${body}`)]);
  } catch {
    // The build itself succeeded.
  }
}
