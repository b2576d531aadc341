import { createHash } from "node:crypto";
import yazl from "yazl";

/** A zip in memory, and its SHA-256 in base64 as Lambda reports it. */
export interface Zip {
  readonly data: Buffer;
  readonly sha256: string;
}

/**
 * Zips a bundle under the name that Lambda loads. Equal content gives equal bytes: one fixed date (in local time, as
 * zips store it, so that no time zone shifts it), fixed permissions, nothing of the machine.
 */
export async function zip(name: string, content: Buffer): Promise<Zip> {
  const file = new yazl.ZipFile();
  const epoch = new Date(1980, 0, 1, 0, 0, 0);
  file.addBuffer(content, name, { mtime: epoch, mode: 0o100644, compress: true, forceDosTimestamp: true });
  file.end();
  const parts: Buffer[] = [];
  for await (const part of file.outputStream) parts.push(part as Buffer);
  const data = Buffer.concat(parts);
  return { data, sha256: createHash("sha256").update(data).digest("base64") };
}
