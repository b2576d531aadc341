import { type Bundle, nameOf } from "./bundle.ts";
import { convert, type ConvertedChunk, helperStatements } from "./convert.ts";
import type { LinkInput } from "./link.ts";

/** All chunks of a bundle in the form that is linked. */
export interface Converted extends LinkInput {
  /** The chunk that serves each function that can be CommonJS. */
  readonly entries: ReadonlyMap<string, string>;
  /** The functions that reach a top-level await and so must be ES modules. */
  readonly awaiting: readonly string[];
}

/** Converts every chunk once, and finds the functions that cannot be converted. */
export async function convertAll(bundle: Bundle): Promise<Converted> {
  const results = await Promise.all(
    [...bundle.chunks.values()].map((chunk) => convert(chunk, importsOf(chunk.output))),
  );
  const chunks = new Map<string, ConvertedChunk>();
  const awaits = new Set<string>();
  for (const result of results) {
    if ("awaits" in result) awaits.add(result.name);
    else chunks.set(result.name, result);
  }
  const entries = [...bundle.entries];
  const isAwaiting = (name: string): boolean => awaits.size > 0 && reaches(name, { bundle, awaits });
  return {
    chunks,
    helpers: [...(await helperStatements())].join(""),
    entries: new Map(entries.filter(([, name]) => !isAwaiting(name))),
    awaiting: entries.filter(([, name]) => isAwaiting(name)).map(([id]) => id),
  };
}

function importsOf(output: { readonly imports: readonly { readonly path: string; readonly external?: boolean }[] }) {
  return output.imports.filter((item) => item.external !== true).map((item) => nameOf(item.path));
}

function reaches(name: string, { bundle, awaits }: { bundle: Bundle; awaits: ReadonlySet<string> }): boolean {
  const seen = new Set<string>();
  const visit = (current: string): boolean => {
    if (awaits.has(current)) return true;
    if (seen.has(current)) return false;
    seen.add(current);
    const chunk = bundle.chunks.get(current);
    return chunk !== undefined && importsOf(chunk.output).some(visit);
  };
  return visit(name);
}
