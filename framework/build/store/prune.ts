import { readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeWhole } from "./write.ts";

/** Milliseconds for which everything is kept: a build may be under way that has not said yet what it uses. */
const grace = 3_600_000;
/** How many folders deep what lies beside the artifacts is searched for their names. */
const depth = 3;
/** What artifacts and maps are named by. */
const digests = /[0-9a-f]{64}/gu;
const leaseEnding = ".running";

/**
 * Removes the artifacts and maps that nothing refers to any more: no manifest, no lease of a process that lives, no
 * JSON file beside the folder, such as the state of a local server; and that are older than an hour. Says nothing where
 * something cannot be removed: the next build tries again.
 *
 * @param inUse texts with the names of what is kept besides
 */
export function pruneArtifacts(folder: string, inUse: readonly string[] = [], now = Date.now()): void {
  const kept = new Set([...inUse, ...notes(folder), ...states(dirname(folder), folder)].flatMap(digestsIn));
  for (const place of [folder, join(folder, "maps")]) {
    for (const name of namesIn(place)) {
      const [digest] = digestsIn(name);
      if (digest === undefined || kept.has(digest) || !isNamedBy(digest, name)) continue;
      if (isOld(join(place, name), now)) remove(join(place, name));
    }
  }
}

/** Says for as long as this process lives what it uses. */
export function leaseArtifacts(folder: string, files: Iterable<string>): void {
  const digestList = [...new Set([...files].flatMap(digestsIn))].join("\n");
  writeWhole(join(folder, `${process.pid}${leaseEnding}`), [Buffer.from(digestList)]);
}

/** What builds and processes say that they use; what ended processes said is removed. */
function notes(folder: string): readonly string[] {
  return namesIn(folder).flatMap((name) => {
    const file = join(folder, name);
    if (name.endsWith(".manifest")) return [textOf(file)];
    if (!name.endsWith(leaseEnding)) return [];
    if (isAlive(Number.parseInt(name, 10))) return [textOf(file)];
    remove(file);
    return [];
  });
}

function states(folder: string, except: string, level = 1): readonly string[] {
  return entriesIn(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isFile()) return entry.name.endsWith(".json") ? [textOf(path)] : [];
    return entry.isDirectory() && path !== except && level < depth ? states(path, except, level + 1) : [];
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function isOld(path: string, now: number): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && now - stats.mtimeMs > grace;
}

/** It goes at once, so that nobody finds half of it. */
function remove(path: string): void {
  try {
    const gone = `${path}.gone-${process.pid}`;
    renameSync(path, gone);
    rmSync(gone, { recursive: true, force: true });
  } catch {
    // Somebody else removed it, or nobody may.
  }
}

/** `<digest>` or `<digest>.json`, and not what somebody else put there. */
function isNamedBy(digest: string, name: string): boolean {
  return name === digest || name === `${digest}.json`;
}

function digestsIn(text: string): readonly string[] {
  return text.match(digests) ?? [];
}

function namesIn(folder: string): readonly string[] {
  return entriesIn(folder).map(({ name }) => name);
}

function entriesIn(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
