import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inflateRawSync } from "node:zlib";

/** A file in a zip. */
export interface Unzipped {
  readonly name: string;
  readonly mode: number;
  readonly content: Buffer;
}

/** Reads a zip from its end, as readers do. */
export function unzip(data: Buffer): readonly Unzipped[] {
  const end = data.length - 22;
  let position = data.readUInt32LE(end + 16);
  return Array.from({ length: data.readUInt16LE(end + 10) }, () => {
    const nameLength = data.readUInt16LE(position + 28);
    const local = data.readUInt32LE(position + 42);
    const start = local + 30 + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28);
    const stream = data.subarray(start, start + data.readUInt32LE(position + 20));
    const name = data.toString("utf8", position + 46, position + 46 + nameLength);
    const mode = (data.readUInt32LE(position + 38) >>> 16) & 0o777;
    position += 46 + nameLength;
    return { name, mode, content: inflateRawSync(stream) };
  });
}

/** Puts the files of a zip into a folder. */
export function unzipTo(folder: string, data: Buffer): void {
  for (const { name, mode, content } of unzip(data)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    chmodSync(file, mode);
  }
}
