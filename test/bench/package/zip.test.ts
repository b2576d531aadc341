import { inflateRawSync } from "node:zlib";
import { array, asyncProperty, assert, string, uint8Array } from "fast-check";
import { describe, expect, it } from "vitest";
import { archive, compress } from "./zip.ts";

/** Reads a zip from its end, as programs do. */
function readZip(zip: Buffer): ReadonlyMap<string, Buffer> {
  const end = zip.length - 22;
  expect(zip.readUInt32LE(end)).toBe(0x06054b50);
  const files = new Map<string, Buffer>();
  let entry = zip.readUInt32LE(end + 16);
  for (let index = 0; index < zip.readUInt16LE(end + 10); index++) {
    expect(zip.readUInt32LE(entry)).toBe(0x02014b50);
    const [compressed, length] = [zip.readUInt32LE(entry + 20), zip.readUInt16LE(entry + 28)];
    const local = zip.readUInt32LE(entry + 42);
    expect(zip.readUInt32LE(local)).toBe(0x04034b50);
    expect(zip.subarray(local + 4, local + 30)).toEqual(zip.subarray(entry + 6, entry + 32));
    const data = local + 30 + length;
    const name = zip.toString("utf8", entry + 46, entry + 46 + length);
    files.set(name, inflateRawSync(zip.subarray(data, data + compressed)));
    entry += 46 + length;
  }
  expect(entry).toBe(end);
  return files;
}

describe("archive", () => {
  it("holds what was put in, in order", async () => {
    const members = [
      await compress("index.mjs", Buffer.from("import './b'")),
      await compress("b.mjs", Buffer.alloc(0)),
    ];
    const files = readZip(archive(members));
    expect([...files.keys()]).toEqual(["index.mjs", "b.mjs"]);
    expect(files.get("index.mjs")?.toString()).toBe("import './b'");
  });

  it("holds anything", async () => {
    await assert(
      asyncProperty(array(uint8Array({ maxLength: 300 }), { maxLength: 5 }), string(), async (contents, prefix) => {
        const members = contents.map(
          async (content, index) => await compress(`${prefix}${index}`, Buffer.from(content)),
        );
        const files = readZip(archive(await Promise.all(members)));
        expect([...files.values()].map((content) => [...content])).toEqual(contents.map((content) => [...content]));
      }),
      { numRuns: 30 },
    );
  });
});
