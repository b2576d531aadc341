import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import * as fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openFiles, type Files } from "./files.ts";

let folder: string;
let files: Files;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iffc-files-"));
  files = openFiles(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function* pieces(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

test("bytes in several files read as one, in any range", async () => {
  const chunks = [...(await files.write(pieces("abc", "de"))), ...(await files.write(pieces("fgh")))];
  expect(chunks.map(({ size }) => size)).toEqual([5, 3]);
  const range = fc
    .tuple(fc.nat(8), fc.nat(8))
    .map(([left, right]) => [Math.min(left, right), Math.max(left, right)] as const);
  await fc.assert(
    fc.asyncProperty(range, async ([start, end]) => {
      const expected = "abcdefgh".slice(start, end);
      expect(files.load(chunks, start, end).toString()).toBe(expected);
      expect((await buffer(files.read(chunks, start, end))).toString()).toBe(expected);
    }),
  );
});

test("nothing is left of a source that breaks off, and nothing is made for an empty one", async () => {
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from("half");
    throw new Error("broken off");
  }
  await expect(files.write(broken())).rejects.toThrow("broken off");
  expect(await files.write(pieces())).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

test("a copy outlives what it was made of", async () => {
  const original = await files.write(pieces("text"));
  const copied = await files.copy(original);
  files.remove(original);
  await files.close();
  expect(files.load(copied, 0, 4).toString()).toBe("text");
  expect(readdirSync(folder)).toHaveLength(1);
});

test("a file that is being read is removed when it has been read", async () => {
  const chunks = await files.write(pieces("x".repeat(300_000)));
  const [left, right] = [files.read(chunks, 0, 300_000), files.read(chunks, 0, 300_000)];
  files.remove(chunks);
  expect((await buffer(left)).length).toBe(300_000);
  right.destroy();
  await expect.poll(() => readdirSync(folder)).toEqual([]);
});

test("a sweep leaves what is named", async () => {
  const [kept] = await files.write(pieces("kept"));
  await files.write(pieces("left over"));
  files.sweep(new Set([kept?.file ?? ""]));
  await files.close();
  expect(readdirSync(folder)).toEqual([kept?.file]);
});

test("a file that was cut short is not passed off as whole", async () => {
  const chunks = await files.write(pieces("abc"));
  expect(() => files.load([{ file: chunks[0]?.file ?? "", size: 10 }], 0, 10)).toThrow("shorter");
});
