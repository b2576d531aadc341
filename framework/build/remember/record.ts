import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { writeWhole } from "../store/write.ts";

/** Raised whenever this folder makes other bytes of the same input: what was remembered before is not read any more. */
const revision = 3;

/** The version that a remembered build must have been made by. */
function buildVersion(): string {
  const require = createRequire(import.meta.url);
  const versionOf = (name: string): string => (require(`${name}/package.json`) as { readonly version: string }).version;
  return [versionOf("iffc"), versionOf("esbuild"), process.versions.node, revision].join("+");
}

/**
 * Reads what an earlier build remembered. The first line of the file is the hash of the rest and of iffc's version: a
 * record that was cut off, changed, made by another version or cannot be read counts as none.
 */
export function readRecord(file: string): unknown {
  try {
    const text = readFileSync(file, "utf8");
    const end = text.indexOf("\n");
    const body = text.slice(end + 1);
    return text.slice(0, end) === hash("sha256", buildVersion() + body) ? (JSON.parse(body) as unknown) : undefined;
  } catch {
    return undefined;
  }
}

/** Remembers something for the next build. Where that fails, the next build is only slower: nothing is said. */
export function writeRecord(file: string, value: unknown): void {
  const body = JSON.stringify(value);
  try {
    writeWhole(file, [Buffer.from(`${hash("sha256", buildVersion() + body)}\n${body}`)]);
  } catch {
    // The build itself succeeded.
  }
}
