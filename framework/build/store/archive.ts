import { createHash } from "node:crypto";
import { checksumOf, deflate, digestOf, lengthOf, type Rope } from "./rope.ts";

/** A zip in memory, and its SHA-256 in base64 as Lambda reports it. */
export interface Zip {
  readonly data: Buffer;
  readonly sha256: string;
}

/** Zips one file under the name that Lambda loads. */
export function zip(name: string, content: Buffer): Zip {
  return zipRope(name, { before: undefined, part: content });
}

/** A file that lies beside a function's code, compressed. */
export interface Member {
  /** Its path in the zip, with "/". */
  readonly name: string;
  readonly mode: number;
  /** The SHA-256 of its content in hexadecimal. */
  readonly digest: string;
  readonly checksum: number;
  /** Bytes of its content. */
  readonly size: number;
  /** Its content as a deflate stream, in pieces. */
  readonly stream: readonly Buffer[];
}

/** Compresses a file, once for all zips that hold it. */
export function memberOf(name: string, content: Buffer, executable = false): Member {
  return compressed(name, { before: undefined, part: content }, executable);
}

/**
 * Zips a file whose beginning may be compressed already, and others beside it. Equal content gives equal bytes: one
 * fixed date, fixed permissions, nothing of the machine. The format:
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function zipRope(name: string, rope: Rope, others: readonly Member[] = []): Zip {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  const members = [compressed(name, rope, false), ...others];
  for (const member of members) {
    const { local, central } = headersOf(member, offset);
    locals.push(local, ...member.stream);
    centrals.push(central);
    offset += local.length + lengthOfAll(member.stream);
  }
  const counts = shorts(0, 0, members.length, members.length);
  const end = [longs(0x06054b50), counts, longs(lengthOfAll(centrals), offset), shorts(0)];
  const data = Buffer.concat([...locals, ...centrals, ...end]);
  return { data, sha256: createHash("sha256").update(data).digest("base64") };
}

function compressed(name: string, rope: Rope, executable: boolean): Member {
  const mode = executable ? executableFile : regularFile;
  const [digest, checksum, size] = [digestOf(rope), checksumOf(rope), lengthOf(rope)];
  return { name, mode, digest, checksum, size, stream: deflate(rope) };
}

function headersOf({ name, mode, checksum, size, stream }: Member, offset: number) {
  const path = Buffer.from(name);
  const fields = Buffer.concat([
    shorts(version, utf8, deflated, midnight, firstDay),
    longs(checksum, lengthOfAll(stream), size),
    shorts(path.length, 0),
  ]);
  const local = Buffer.concat([longs(0x04034b50), fields, path]);
  const attributes = [shorts(0, 0, 0), longs(mode * 0x1_00_00, offset)];
  const central = Buffer.concat([longs(0x02014b50), shorts(unix | version), fields, ...attributes, path]);
  return { local, central };
}

function lengthOfAll(pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

const version = 20;
/** Says that attributes are a Unix mode. */
const unix = 3 << 8;
const regularFile = 0o100644;
const executableFile = 0o100755;
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
