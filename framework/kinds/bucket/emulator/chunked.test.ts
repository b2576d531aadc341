import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decodeChunks } from "./chunked.ts";

async function decode(body: Buffer, cuts: readonly number[] = []): Promise<{ bytes: Buffer; trailers: string[] }> {
  const trailers: string[] = [];
  const pieces: Buffer[] = [];
  async function* source(): AsyncGenerator<Buffer> {
    const positions = [...new Set(cuts.map((cut) => cut % (body.length + 1)))].sort((left, right) => left - right);
    let start = 0;
    for (const position of [...positions, body.length]) {
      yield body.subarray(start, position);
      start = position;
    }
  }
  for await (const piece of decodeChunks(source(), (name, value) => trailers.push(`${name}=${value}`))) {
    pieces.push(piece);
  }
  return { bytes: Buffer.concat(pieces), trailers };
}

const encode = (chunks: readonly Uint8Array[], extension: string, tail: string): Buffer => {
  const framed = chunks.flatMap((chunk) => [
    Buffer.from(`${chunk.length.toString(16)}${extension}\r\n`),
    chunk,
    Buffer.from("\r\n"),
  ]);
  return Buffer.concat([...framed, Buffer.from(`0${extension}\r\n${tail}`)]);
};

test("whatever the network cuts a body into, its bytes and trailers come out", async () => {
  const chunk = fc.uint8Array({ minLength: 1, maxLength: 40 });
  const extension = fc.constantFrom("", `;chunk-signature=${"a".repeat(64)}`);
  const property = fc.asyncProperty(fc.array(chunk), extension, fc.array(fc.nat()), async (chunks, ext, cuts) => {
    const body = encode(chunks, ext, "x-amz-checksum-crc32: AAAAAA==\r\nx-amz-trailer-signature:beef\r\n\r\n");
    const { bytes, trailers } = await decode(body, cuts);
    expect(bytes.equals(Buffer.concat(chunks))).toBe(true);
    expect(trailers).toEqual(["x-amz-checksum-crc32=AAAAAA==", "x-amz-trailer-signature=beef"]);
  });
  await fc.assert(property);
});

test("the empty line at the very end may be missing", async () => {
  expect((await decode(encode([Buffer.from("ab")], "", ""))).bytes.toString()).toBe("ab");
});

test.each([
  ["no size", "hello\r\n"],
  ["a size beyond all measure", `${"f".repeat(13)}\r\n`],
  ["a chunk that is longer than its size", "1\r\nab\r\n0\r\n\r\n"],
  ["a line without an end", "a".repeat(20_000)],
  ["a trailer without a name", "0\r\nnonsense\r\n\r\n"],
])("a body with %s is refused", async (_name, body) => {
  await expect(decode(Buffer.from(body))).rejects.toMatchObject({ code: "InvalidRequest" });
});

test.each(["", "5\r\nab", "2\r\nab", "2\r\nab\r\n", "0\r\nx-amz-checksum-crc32: A"])(
  "a body that breaks off (%j) is refused",
  async (body) => {
    await expect(decode(Buffer.from(body))).rejects.toMatchObject({ code: "IncompleteBody" });
  },
);
