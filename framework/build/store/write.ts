import { closeSync, mkdirSync, openSync, renameSync, rmSync, writevSync } from "node:fs";
import { dirname } from "node:path";
import { notWritten } from "../../diagnostics/catalogue/build.ts";
import { failure } from "../../diagnostics/failure.ts";

let drafts = 0;

/**
 * Writes a file that appears whole or not at all, wherever this process is stopped. Makes its folder. What a power cut
 * leaves of it is another size than was remembered, and a zip is compared with its hash before it is uploaded: to wait
 * for the disk would take longer than the build.
 *
 * @throws IffcError `IFFC3030` where the disk or its owner does not allow it
 */
export function writeWhole(file: string, parts: readonly Buffer[]): void {
  const draft = `${file}.${process.pid}.${drafts++}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeAll(draft, parts);
    renameSync(draft, file);
  } catch (error) {
    discard(draft);
    throw failure(notWritten, { message: `${file} cannot be written: ${(error as Error).message}.`, cause: error });
  }
}

/** Where nothing can be written there may be nothing to remove either. */
function discard(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // The reason that matters is the first one.
  }
}

function writeAll(file: string, parts: readonly Buffer[]): void {
  const descriptor = openSync(file, "w", 0o644);
  try {
    for (let rest = parts; rest.length > 0;) rest = after(rest, writevSync(descriptor, rest));
  } finally {
    closeSync(descriptor);
  }
}

/** What is left of some parts once so many bytes of them are written. */
function after(parts: readonly Buffer[], written: number): readonly Buffer[] {
  let rest = written;
  const index = parts.findIndex(({ length }) => {
    if (rest < length) return true;
    rest -= length;
    return false;
  });
  if (index < 0) return [];
  return [(parts[index] as Buffer).subarray(rest), ...parts.slice(index + 1)];
}
