/**
 * What linking came to, remembered for as long as no source changes: then neither facts are read nor anything linked.
 * Effect: reads and writes one file, which may be deleted at any time.
 */
import { hash } from "node:crypto";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { JsonObject } from "../model/json.ts";
import type { Model } from "../model/model.ts";
import { readRemembered, writeRemembered } from "./sources/cache.ts";
import type { KnownImports } from "./sources/gather.ts";

/** What follows from the facts of all files. */
export interface Conclusion {
  readonly model: Model;
  readonly diagnostics: readonly Diagnostic[];
  /** By the place of their type, as `file:line:column`. */
  readonly schemas: Readonly<Record<string, JsonObject>>;
}

/** The conclusion that was remembered. */
export interface Remembered {
  /** What each file imported, which tells the digests of all files without their facts. */
  readonly imports: ReadonlyMap<string, KnownImports>;
  /** The conclusion, if it was drawn from files with these digests. */
  recall(digests: ReadonlyMap<string, string>): Conclusion | undefined;
}

/** Where a conclusion is remembered; all that it depends on beside the files is part of the version. */
export interface Place {
  readonly file: string;
  readonly version: string;
}

/** Opens what is remembered. The imports are read now, the conclusion when it is recalled. */
export function openRemembered({ file, version }: Place): Remembered {
  const [imports = "{}", key, conclusion = ""] = readRemembered(file, version)?.split("\n") ?? [];
  return {
    imports: new Map(Object.entries(JSON.parse(imports) as Record<string, KnownImports>)),
    recall: (digests) => (key === keyOf(digests) ? (JSON.parse(conclusion) as Conclusion) : undefined),
  };
}

/** A conclusion, and the files that it was drawn from. */
export interface Drawn {
  readonly conclusion: Conclusion;
  readonly imports: ReadonlyMap<string, KnownImports>;
  readonly digests: ReadonlyMap<string, string>;
}

/** Remembers a conclusion. */
export function rememberConclusion({ file, version }: Place, { conclusion, imports, digests }: Drawn): void {
  const lines = [JSON.stringify(Object.fromEntries(imports)), keyOf(digests), JSON.stringify(conclusion)];
  writeRemembered(file, version, lines.join("\n"));
}

function keyOf(digests: ReadonlyMap<string, string>): string {
  const lines = [...digests].map(([path, digest]) => `${path}\0${digest}`);
  return hash("sha256", lines.sort().join("\n"));
}
