import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Archive, Artifact } from "../model/artifact.ts";
import { zip } from "./archive.ts";

/** A bundle before it is stored. */
export interface BuiltFile {
  readonly function: string;
  readonly code: string;
  readonly map: string;
  /** The files that the map refers to, absolute. */
  readonly mapParts: readonly string[];
  readonly format: Artifact["format"];
}

/**
 * Stores a bundle under the hash of its content. A file appears whole or not at all, and two builds at once can only
 * write the same bytes; what is found there is trusted only if its content still has the hash.
 */
export async function store(folder: string, built: BuiltFile, withZip: boolean): Promise<Artifact> {
  const content = Buffer.from(built.code);
  const hash = createHash("sha256").update(built.format).update(content).digest("hex");
  const target = join(folder, hash);
  const name = built.format === "cjs" ? "index.js" : "index.mjs";
  await mkdir(target, { recursive: true });
  // The project's own package.json may say that .js files are ES modules; here, as on Lambda, they are not.
  await writeWhole(join(target, "package.json"), `{ "type": "commonjs" }\n`);
  const file = join(target, name);
  const map = join(target, `${name}.map`);
  if (!(await holds(file, content))) await writeWhole(file, content);
  await writeWhole(map, built.map);
  const archive = withZip ? await storeZip(target, { name, content }) : undefined;
  return {
    function: built.function,
    file,
    format: built.format,
    hash,
    map,
    mapParts: built.mapParts,
    ...(archive && { zip: archive }),
    size: content.length,
  };
}

/** Stores the maps of chunks, once for all functions that hold them; gives the file of each chunk's, by its name. */
export async function storeMaps(
  folder: string,
  chunks: Iterable<{ readonly name: string; readonly map: string }>,
): Promise<ReadonlyMap<string, string>> {
  const target = join(folder, "maps");
  await mkdir(target, { recursive: true });
  const stored = [...chunks]
    .filter(({ map }) => map !== "")
    .map(async ({ name, map }) => {
      const file = join(target, `${createHash("sha256").update(map).digest("hex")}.json`);
      if (!(await holds(file, Buffer.from(map)))) await writeWhole(file, map);
      return [name, file] as const;
    });
  return new Map(await Promise.all(stored));
}

async function storeZip(target: string, { name, content }: { name: string; content: Buffer }): Promise<Archive> {
  const file = join(target, "function.zip");
  const record = join(target, "function.zip.json");
  const known = await readZip(file, record);
  if (known) return known;
  const { data, sha256 } = await zip(name, content);
  await writeWhole(file, data);
  await writeWhole(record, JSON.stringify({ sha256 }));
  return { file, sha256, size: data.length };
}

/** The zip of an earlier build, if it is what its record says. */
async function readZip(file: string, record: string): Promise<Archive | undefined> {
  try {
    const [data, text] = await Promise.all([readFile(file), readFile(record, "utf8")]);
    const { sha256 } = JSON.parse(text) as { sha256: string };
    const actual = createHash("sha256").update(data).digest("base64");
    return actual === sha256 ? { file, sha256, size: data.length } : undefined;
  } catch {
    return undefined;
  }
}

async function holds(file: string, content: Buffer): Promise<boolean> {
  try {
    return content.equals(await readFile(file));
  } catch {
    return false;
  }
}

let drafts = 0;

async function writeWhole(file: string, content: Buffer | string): Promise<void> {
  const draft = `${file}.${process.pid}.${drafts++}`;
  await writeFile(draft, content);
  await rename(draft, file);
}
