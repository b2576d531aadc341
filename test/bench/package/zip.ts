import { promisify } from "node:util";
import { crc32, deflateRaw } from "node:zlib";

const deflate = promisify(deflateRaw);

/** A file of a zip, compressed. */
export interface Member {
  readonly name: string;
  /** Bytes before they were compressed. */
  readonly size: number;
  readonly checksum: number;
  readonly data: Buffer;
}

/** Compresses a file. */
export async function compress(name: string, content: Buffer): Promise<Member> {
  return { name, size: content.length, checksum: crc32(content), data: await deflate(content) };
}

/** Puts compressed files into a zip: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
export function archive(members: readonly Member[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const name = Buffer.from(member.name);
    const fields = fieldsOf(member, name.length);
    const local = Buffer.concat([numbers([4, 0x04034b50]), fields, name]);
    const rest = numbers([2, 0], [2, 0], [2, 0], [4, 0o100644 * 0x1_00_00], [4, offset]);
    directory.push(Buffer.concat([numbers([4, 0x02014b50], [2, (3 << 8) | 20]), fields, rest, name]));
    parts.push(local, member.data);
    offset += local.length + member.data.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const count = members.length;
  const end = numbers([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, offset], [2, 0]);
  return Buffer.concat([...parts, ...directory, end]);
}

/** What a file's own header and its entry in the directory agree on; its date is the first that a zip can say. */
function fieldsOf({ size, checksum, data }: Member, nameLength: number): Buffer {
  const [version, flags, deflated, time, date] = [20, 0, 8, 0, 33];
  return numbers(
    [2, version],
    [2, flags],
    [2, deflated],
    [2, time],
    [2, date],
    [4, checksum],
    [4, data.length],
    [4, size],
    [2, nameLength],
    [2, 0],
  );
}

/** Unsigned numbers of so many bytes each, the lowest first. */
function numbers(...values: readonly (readonly [bytes: number, value: number])[]): Buffer {
  const buffer = Buffer.alloc(values.reduce((sum, [bytes]) => sum + bytes, 0));
  let offset = 0;
  for (const [bytes, value] of values) offset = buffer.writeUIntLE(value, offset, bytes);
  return buffer;
}
