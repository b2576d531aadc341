import { createHash } from "node:crypto";
import {
  checksumAlgorithms,
  createHasher,
  digestLengths,
  type Checksum,
  type ChecksumAlgorithm,
  type Hasher,
} from "./checksum.ts";
import { decodeChunks } from "./chunked.ts";
import { s3Error } from "./errors.ts";
import type { Files } from "./files.ts";
import type { S3Request } from "./request.ts";
import type { Chunk } from "./schema.ts";

/** Bytes that one request may carry: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const maxPut = 5 * 1024 ** 3;

/** A body that arrived whole, on disk and as it was announced. */
export interface Received {
  readonly chunks: readonly Chunk[];
  /** Bytes. */
  readonly size: number;
  readonly md5: Buffer;
  readonly checksum: Checksum;
}

/**
 * Streams the body of a request to disk and checks every digest that came with it. Like S3 it keeps a checksum even
 * where the client sent none: the fallback.
 */
export async function receiveFile(
  request: S3Request,
  files: Files,
  fallback: ChecksumAlgorithm = "crc64nvme",
): Promise<Received> {
  const expected = readExpectations(request);
  const digests = startDigests(expected, fallback);
  const chunks = await files.write(verified(request, expected, digests));
  const size = chunks.reduce((sum, chunk) => sum + chunk.size, 0);
  return { chunks, size, md5: digests.md5Value(), checksum: digests.checksumValue() };
}

/** Reads a body into memory and checks every digest that came with it. */
export async function receiveText(request: S3Request, limit: number): Promise<string> {
  const expected = readExpectations(request);
  if (expected.length > limit) throw s3Error("MalformedXML");
  const pieces: Buffer[] = [];
  for await (const piece of verified(request, expected, startDigests(expected, "crc32"))) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}

interface Expectations {
  /** Bytes after decoding. */
  readonly length: number;
  readonly chunked: boolean;
  readonly md5: string | undefined;
  /** Hexadecimal. */
  readonly sha256: string | undefined;
  readonly algorithm: ChecksumAlgorithm | undefined;
  /** Base64; absent where it comes as a trailer. */
  readonly checksum: string | undefined;
}

function readExpectations(request: S3Request): Expectations {
  const { headers } = request;
  const payload = headers["x-amz-content-sha256"] ?? "";
  const chunked = payload.startsWith("STREAMING-") || /\baws-chunked\b/u.test(headers["content-encoding"] ?? "");
  const md5 = headers["content-md5"];
  if (md5 !== undefined && !isDigest(md5, 16)) throw s3Error("InvalidDigest");
  return {
    length: chunked ? readLength(headers["x-amz-decoded-content-length"]) : readPlainLength(headers),
    chunked,
    md5,
    sha256: /^[0-9a-f]{64}$/u.test(payload) ? payload : undefined,
    ...readChecksum(headers),
  };
}

function readPlainLength(headers: S3Request["headers"]): number {
  const isEmpty = headers["content-length"] === undefined && headers["transfer-encoding"] === undefined;
  return isEmpty ? 0 : readLength(headers["content-length"]);
}

function readLength(header: string | undefined): number {
  if (header === undefined || !/^\d{1,15}$/u.test(header)) throw s3Error("MissingContentLength");
  const length = Number(header);
  if (length > maxPut) throw s3Error("EntityTooLarge");
  return length;
}

function readChecksum(headers: S3Request["headers"]): Pick<Expectations, "algorithm" | "checksum"> {
  const trailers = (headers["x-amz-trailer"] ?? "").toLowerCase().split(/[\s,]+/u);
  const named = checksumAlgorithms.filter((algorithm) => {
    const header = `x-amz-checksum-${algorithm}`;
    return headers[header] !== undefined || trailers.includes(header);
  });
  if (named.length > 1) {
    const rule = "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.";
    throw s3Error("InvalidRequest", rule);
  }
  const [algorithm] = named;
  const checksum = algorithm && headers[`x-amz-checksum-${algorithm}`];
  if (algorithm && checksum !== undefined) requireChecksum(algorithm, checksum);
  return { algorithm, checksum };
}

function requireChecksum(algorithm: ChecksumAlgorithm, value: string): void {
  if (isDigest(value, digestLengths[algorithm])) return;
  throw s3Error("InvalidRequest", `Value for x-amz-checksum-${algorithm} header is invalid.`);
}

function isDigest(text: string, length: number): boolean {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === length && bytes.toString("base64") === text;
}

interface Digests {
  update(piece: Buffer): void;
  md5Value(): Buffer;
  sha256Value(): string | undefined;
  checksumValue(): Checksum;
}

function startDigests(expected: Expectations, fallback: ChecksumAlgorithm): Digests {
  const algorithm = expected.algorithm ?? fallback;
  const md5 = createHash("md5");
  const sha256 = expected.sha256 === undefined ? undefined : createHash("sha256");
  const checksum = createHasher(algorithm);
  const hashers: readonly (Hasher | undefined)[] = [md5, sha256, checksum];
  const md5Value = once(() => md5.digest());
  const checksumValue = once(() => ({ algorithm, value: checksum.digest().toString("base64") }));
  return {
    update(piece) {
      for (const hasher of hashers) hasher?.update(piece);
    },
    md5Value,
    sha256Value: () => sha256?.digest("hex"),
    checksumValue,
  };
}

function once<Result>(run: () => Result): () => Result {
  let result: { readonly value: Result } | undefined;
  return () => (result ??= { value: run() }).value;
}

/** Passes the decoded body on and raises, at its end, what does not match. */
async function* verified(request: S3Request, expected: Expectations, digests: Digests): AsyncGenerator<Buffer> {
  let trailer: string | undefined;
  let left = expected.length;
  // A request that is refused midway must still be answered on its connection.
  const stream: AsyncIterable<Buffer> = request.wire.stream.iterator({ destroyOnReturn: false });
  const onTrailer = (name: string, value: string): void => {
    if (name === `x-amz-checksum-${expected.algorithm}`) trailer = value;
  };
  for await (const piece of expected.chunked ? decodeChunks(stream, onTrailer) : stream) {
    left -= piece.length;
    if (left < 0) throw s3Error("IncompleteBody");
    digests.update(piece);
    yield piece;
  }
  if (left > 0) throw s3Error("IncompleteBody");
  compareDigests(expected, digests, trailer);
}

function compareDigests(expected: Expectations, digests: Digests, trailer: string | undefined): void {
  const { algorithm, md5, sha256 } = expected;
  if (md5 !== undefined && digests.md5Value().toString("base64") !== md5) throw s3Error("BadDigest");
  if (sha256 !== undefined && digests.sha256Value() !== sha256) throw s3Error("XAmzContentSHA256Mismatch");
  if (algorithm === undefined) return;
  const announced = expected.checksum ?? trailer;
  if (announced === undefined) throw s3Error("InvalidRequest", `The x-amz-checksum-${algorithm} trailer is missing.`);
  requireChecksum(algorithm, announced);
  if (digests.checksumValue().value === announced) return;
  const name = algorithm.toUpperCase();
  throw s3Error("BadDigest", `The ${name} you specified did not match the calculated checksum.`);
}
