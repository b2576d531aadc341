import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { zip, zipRope } from "./archive.ts";
import { digestOf, lengthOf, type Rope, ropeMaker } from "./rope.ts";

/** Reads a zip of one file from its end, as readers do. */
function read(data: Buffer): { name: string; content: Buffer; checksum: number } {
  const end = data.length - 22;
  const central = data.readUInt32LE(end + 16);
  const nameLength = data.readUInt16LE(central + 28);
  const local = data.readUInt32LE(central + 42);
  const start = local + 30 + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28);
  const stream = data.subarray(start, start + data.readUInt32LE(central + 20));
  const content = inflateRawSync(stream);
  expect(data.readUInt32LE(end)).toBe(0x06054b50);
  expect(data.subarray(local + 4, local + 30)).toEqual(data.subarray(central + 6, central + 32));
  expect(content.length).toBe(data.readUInt32LE(central + 24));
  const name = data.toString("utf8", central + 46, central + 46 + nameLength);
  return { name, content, checksum: data.readUInt32LE(central + 16) };
}

const part = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.tuple(fc.string({ minLength: 1 }), fc.nat(5000)).map(([text, times]) => Buffer.from(text.repeat(times))),
);

test("a file of any parts comes out of its zip as it went in, whichever files it shares its beginning with", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.nat(4), { minLength: 1 }), { minLength: 1 }),
      fc.array(part, { minLength: 5, maxLength: 5 }),
      (files, parts) => {
        const rope = ropeMaker();
        const bytes = parts.map((item) => Buffer.from(item));
        for (const file of files) {
          const pieces = file.map((index) => bytes[index] as Buffer);
          const whole = Buffer.concat(pieces);
          const made = pieces.reduce<Rope | undefined>((before, piece) => rope(before, piece), undefined) as Rope;
          const { data, sha256 } = zipRope("index.js", made);
          const found = read(data);
          expect(found.content.equals(whole)).toBe(true);
          expect(found.checksum).toBe(crc32(whole));
          expect(sha256).toBe(createHash("sha256").update(data).digest("base64"));
          expect([lengthOf(made), digestOf(made)]).toEqual([
            whole.length,
            createHash("sha256").update(whole).digest("hex"),
          ]);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("what stands before a part helps to compress it", () => {
  const rope = ropeMaker();
  const words = Buffer.from(Array.from({ length: 2000 }, (_, index) => `word${index * 7919}`).join(" "));
  const once = zipRope("index.js", rope(undefined, words)).data.length;
  const twice = zipRope("index.js", rope(rope(undefined, words), Buffer.from(words))).data.length;
  expect(twice).toBeLessThan(once * 1.1);
});

/** Readers that are on this machine; each says by its exit code what it thinks. */
const readers: readonly (readonly [string, readonly string[]])[] = [
  ["unzip", ["-tq"]],
  ["python3", ["-m", "zipfile", "-t"]],
];
const present = readers.filter(([command]) => spawnSync(command, ["--help"]).error === undefined);

test(`other readers accept it (${present.map(([command]) => command).join(", ")})`, () => {
  const folder = mkdtempSync(join(tmpdir(), "iffc-zip-"));
  writeFileSync(
    join(folder, "function.zip"),
    zip("index.js", Buffer.from("exports.handler = () => 1;\n".repeat(3000))).data,
  );
  const codes = present.map(
    ([command, options]) => spawnSync(command, [...options, join(folder, "function.zip")]).status,
  );
  rmSync(folder, { recursive: true });
  expect(codes).toEqual(present.map(() => 0));
});

test("a zip says nothing of the machine", () => {
  expect(zip("index.js", Buffer.from("a")).sha256).toBe(zip("index.js", Buffer.from("a")).sha256);
  const { data } = zip("index.js", Buffer.from("a"));
  expect(data.readUInt32LE(10)).toBe(0x0021_0000);
  expect(data.readUInt32LE(data.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 38) >>> 16).toBe(0o100644);
});
