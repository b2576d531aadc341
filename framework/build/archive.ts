import { createHash } from "node:crypto";
import { checksumOf, deflate, lengthOf, type Rope } from "./rope.ts";

/** A zip in memory, and its SHA-256 in base64 as Lambda reports it. */
export interface Zip {
  readonly data: Buffer;
  readonly sha256: string;
}

/** Zips one file under the name that Lambda loads. */
export function zip(name: string, content: Buffer): Zip {
  return zipRope(name, { before: undefined, part: content });
}

/**
 * Zips a file whose beginning may be compressed already. Equal content gives equal bytes: one fixed date, fixed
 * permissions, nothing of the machine. The format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function zipRope(name: string, rope: Rope): Zip {
  const stream = deflate(rope);
  const path = Buffer.from(name);
  const compressed = stream.reduce((sum, { length }) => sum + length, 0);
  const fields = Buffer.concat([
    shorts(version, utf8, deflated, midnight, firstDay),
    longs(checksumOf(rope), compressed, lengthOf(rope)),
    shorts(path.length, 0),
  ]);
  const local = Buffer.concat([longs(0x04034b50), fields, path]);
  const attributes = [shorts(0, 0, 0), longs(regularFile * 0x1_00_00, 0)];
  const central = Buffer.concat([longs(0x02014b50), shorts(unix | version), fields, ...attributes, path]);
  const end = [longs(0x06054b50), shorts(0, 0, 1, 1), longs(central.length, local.length + compressed), shorts(0)];
  const data = Buffer.concat([local, ...stream, central, ...end]);
  return { data, sha256: createHash("sha256").update(data).digest("base64") };
}

const version = 20;
/** Says that attributes are a Unix mode. */
const unix = 3 << 8;
const regularFile = 0o100644;
const utf8 = 1 << 11;
const deflated = 8;
/** 1 January 1980 at midnight: the earliest that a zip can say, and it names no time zone. */
const midnight = 0;
const firstDay = (1 << 5) | 1;

function shorts(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => buffer.writeUInt16LE(value, index * 2));
  return buffer;
}

function longs(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => buffer.writeUInt32LE(value, index * 4));
  return buffer;
}
