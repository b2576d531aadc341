import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { createCrc32c, createCrc64Nvme } from "./crc.ts";

/** The checksums that S3 keeps: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
export const checksumAlgorithms = ["crc32", "crc32c", "crc64nvme", "sha1", "sha256"] as const;

/** The name of a checksum, as it follows `x-amz-checksum-`. */
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

/** A checksum that S3 keeps beside an object or a part. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64; for a composite one followed by `-` and the number of parts. */
  readonly value: string;
}

/** A checksum that is fed piece by piece. */
export interface Hasher {
  update(piece: Uint8Array): void;
  digest(): Buffer;
}

/** Bytes in a digest. */
export const digestLengths: Readonly<Record<ChecksumAlgorithm, number>> = {
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
  sha1: 20,
  sha256: 32,
};

const hashers: Readonly<Record<ChecksumAlgorithm, () => Hasher>> = {
  crc32: createCrc32,
  crc32c: createCrc32c,
  crc64nvme: createCrc64Nvme,
  sha1: () => createHash("sha1"),
  sha256: () => createHash("sha256"),
};

/** Starts a checksum. */
export function createHasher(algorithm: ChecksumAlgorithm): Hasher {
  return hashers[algorithm]();
}

/** The algorithm with the given name in any case, if it is one. */
export function parseAlgorithm(name: string): ChecksumAlgorithm | undefined {
  return checksumAlgorithms.find((algorithm) => algorithm === name.toLowerCase());
}

/** Pieces that are digested as they pass. */
export interface Digested {
  readonly source: AsyncGenerator<Buffer>;
  /** The digests of what has passed; called once, at the end. */
  readonly digests: () => { readonly md5: Buffer; readonly checksum: Checksum };
}

/** Digests pieces on their way. */
export function digestPieces(source: AsyncIterable<Buffer>, algorithm: ChecksumAlgorithm): Digested {
  const md5 = createHash("md5");
  const hasher = createHasher(algorithm);
  async function* pass(): AsyncGenerator<Buffer> {
    for await (const piece of source) {
      md5.update(piece);
      hasher.update(piece);
      yield piece;
    }
  }
  return {
    source: pass(),
    digests: () => ({
      md5: md5.digest(),
      checksum: { algorithm, value: hasher.digest().toString("base64") },
    }),
  };
}

function createCrc32(): Hasher {
  let crc = 0;
  return {
    update(piece) {
      crc = crc32(piece, crc);
    },
    digest() {
      const result = Buffer.alloc(4);
      result.writeUInt32BE(crc);
      return result;
    },
  };
}
