import { hash } from "node:crypto";
import { join } from "node:path";
import type { Archive, Artifact } from "../../model/artifact.ts";
import type { Shipped } from "../packages/ship.ts";
import { type Member, zipRope } from "./archive.ts";
import { digestOf, lengthOf, partsOf, type Rope } from "./rope.ts";
import type { Shelf } from "./shelf.ts";

/** A bundle before it is stored. */
export interface BuiltFile {
  readonly function: string;
  readonly content: Rope;
  readonly map: string;
  /** The files that the map refers to, absolute. */
  readonly mapParts: readonly string[];
  readonly format: Artifact["format"];
  /** The installed packages that lie beside it. */
  readonly shipped?: Shipped;
}

/** Where bundles are stored. */
export interface Store {
  /** The folder of all artifacts, absolute. */
  readonly folder: string;
  readonly shelf: Shelf;
  /** Whether a zip is made. */
  readonly zip: boolean;
}

/** Stores a bundle in a folder named by the hash of its content, and of the packages in its zip. */
export function store({ folder, shelf, zip }: Store, built: BuiltFile): Artifact {
  const { folders, gathered } = built.shipped ?? {};
  const code = digestOf(built.content);
  const digest = gathered ? hash("sha256", code + gathered.digest) : code;
  const target = join(folder, digest);
  const name = built.format === "cjs" ? "index.js" : "index.mjs";
  const file = join(target, name);
  const map = `${file}.map`;
  shelf.put(file, code, partsOf(built.content));
  shelf.put(map, hash("sha256", built.map), [Buffer.from(built.map)]);
  const zipped = { name, content: built.content, others: gathered?.members ?? [] };
  const archive = zip && storeZip(shelf, join(target, "function.zip"), zipped);
  return {
    function: built.function,
    file,
    format: built.format,
    hash: digest,
    map,
    mapParts: built.mapParts,
    ...(archive && { zip: archive }),
    ...(folders && { packages: folders }),
    size: lengthOf(built.content) + (gathered?.size ?? 0),
  };
}

interface Zipped {
  readonly name: string;
  readonly content: Rope;
  readonly others: readonly Member[];
}

/** The zip lies beside its content, so one that is as it was written is the right one. */
function storeZip(shelf: Shelf, file: string, { name, content, others }: Zipped): Archive {
  const known = shelf.find(file);
  if (known) return { file, sha256: known.hash, size: Number.parseInt(known.stamp, 10) };
  const { data, sha256 } = zipRope(name, content, others);
  shelf.put(file, sha256, [data]);
  return { file, sha256, size: data.length };
}

/** The project's own package.json may say that .js files are ES modules; these, as on Lambda, are not. */
export function storeModuleType({ folder, shelf }: Store): void {
  const text = `{ "type": "commonjs" }\n`;
  shelf.put(join(folder, "package.json"), hash("sha256", text), [Buffer.from(text)]);
}

/** Stores the map of a chunk for all functions that hold it; gives its file. */
export function storeMap({ folder, shelf }: Store, map: string): string {
  const digest = hash("sha256", map);
  const file = join(folder, "maps", `${digest}.json`);
  shelf.put(file, digest, [Buffer.from(map)]);
  return file;
}
