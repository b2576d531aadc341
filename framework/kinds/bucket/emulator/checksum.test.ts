import * as fc from "fast-check";
import { expect, test } from "vitest";
import { checksumAlgorithms, createHasher, digestLengths, digestPieces, parseAlgorithm } from "./checksum.ts";

/** The check values of https://reveng.sourceforge.io/crc-catalogue/ and of the hash functions' standards. */
test.each([
  ["crc32", "cbf43926"],
  ["crc32c", "e3069283"],
  ["crc64nvme", "ae8b14860a799888"],
  ["sha1", "f7c3bc1d808e04732adf679965ccc34ca7ae3441"],
  ["sha256", "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"],
] as const)("%s of 123456789 is known", (algorithm, expected) => {
  const hasher = createHasher(algorithm);
  hasher.update(Buffer.from("123456789"));
  expect(hasher.digest().toString("hex")).toBe(expected);
});

test("how bytes are cut into pieces makes no difference", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 30 })),
      fc.constantFrom(...checksumAlgorithms),
      (pieces, algorithm) => {
        const [cut, whole] = [createHasher(algorithm), createHasher(algorithm)];
        for (const piece of pieces) cut.update(piece);
        whole.update(Buffer.concat(pieces));
        const digest = cut.digest();
        expect(digest.equals(whole.digest())).toBe(true);
        expect(digest).toHaveLength(digestLengths[algorithm]);
      },
    ),
  );
});

test("pieces are digested as they pass", async () => {
  async function* source(): AsyncGenerator<Buffer> {
    yield Buffer.from("1234");
    yield Buffer.from("56789");
  }
  const digested = digestPieces(source(), "crc32");
  const passed: string[] = [];
  for await (const piece of digested.source) passed.push(piece.toString());
  expect(passed).toEqual(["1234", "56789"]);
  const { md5, checksum } = digested.digests();
  expect(md5.toString("hex")).toBe("25f9e794323b453885f5181f1b624d0b");
  expect(checksum).toEqual({ algorithm: "crc32", value: "y/Q5Jg==" });
});

test("names of algorithms are read in any case", () => {
  expect(parseAlgorithm("CRC64NVME")).toBe("crc64nvme");
  expect(parseAlgorithm("MD5")).toBeUndefined();
});
