import { s3Error } from "./errors.ts";

const maxLine = 16_384;

/**
 * Decodes `aws-chunked` bodies, signed or not: the bytes of the object come out, trailing headers go to the callback.
 * Signatures of chunks are read over, as the request's own signature was verified before.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export async function* decodeChunks(
  source: AsyncIterable<Buffer>,
  onTrailer: (name: string, value: string) => void,
): AsyncGenerator<Buffer> {
  const reader = createReader(source);
  for (;;) {
    const size = parseSize(await reader.line());
    if (size === 0) break;
    yield* reader.take(size);
    if ((await reader.line()) !== "") throw malformed();
  }
  for (;;) {
    const line = await reader.line(true);
    if (line === "") return;
    const colon = line.indexOf(":");
    if (colon < 1) throw malformed();
    onTrailer(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

function parseSize(line: string): number {
  const [size = ""] = line.split(";", 1);
  if (!/^[0-9a-f]{1,12}$/iu.test(size)) throw malformed();
  return Number.parseInt(size, 16);
}

function malformed(): Error {
  return s3Error("InvalidRequest", "The body is not a well-formed sequence of aws-chunked chunks.");
}

interface Reader {
  /** The next line without its end; where allowed, the end of the body reads as an empty one. */
  line(orEnd?: boolean): Promise<string>;
  /** The next bytes, in pieces. */
  take(length: number): AsyncGenerator<Buffer>;
}

function createReader(source: AsyncIterable<Buffer>): Reader {
  const pieces = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);

  async function grow(): Promise<boolean> {
    const next = await pieces.next();
    if (next.done) return false;
    rest = rest.length === 0 ? next.value : Buffer.concat([rest, next.value]);
    return true;
  }

  return {
    async line(orEnd = false) {
      let end = rest.indexOf("\n");
      while (end < 0) {
        if (rest.length > maxLine) throw malformed();
        if (!(await grow())) {
          if (orEnd && rest.length === 0) return "";
          throw s3Error("IncompleteBody");
        }
        end = rest.indexOf("\n");
      }
      const line = rest.toString("latin1", 0, end).replace(/\r$/u, "");
      rest = rest.subarray(end + 1);
      return line;
    },
    async *take(length) {
      let left = length;
      while (left > 0) {
        if (rest.length === 0 && !(await grow())) throw s3Error("IncompleteBody");
        const piece = rest.subarray(0, left);
        rest = rest.subarray(piece.length);
        left -= piece.length;
        if (piece.length > 0) yield piece;
      }
    },
  };
}
