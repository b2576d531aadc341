import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, it } from "vitest";
import * as iffc from "./index.ts";

const entry = fileURLToPath(new URL("index.ts", import.meta.url));

async function bundle() {
  return build({ entryPoints: [entry], bundle: true, minify: true, format: "esm", metafile: true, write: false });
}

it("is tiny", async () => {
  const { outputFiles } = await bundle();
  expect(outputFiles[0]?.contents.length).toBeLessThan(1600);
});

it("reaches decorators, answers and errors, and nothing else", async () => {
  const { metafile } = await bundle();
  const others = Object.keys(metafile.inputs).filter(
    (path) =>
      !/^framework\/(?:index|service|runtime\/(?:respond|transport\/aws-error)|kinds\/index|kinds\/\w+\/decorator)\.ts$/u.test(
        path,
      ),
  );
  expect(others).toEqual([]);
});

it("does nothing when its decorators run, but note the fields that they stand on", () => {
  const metadata: Record<string, unknown> = {};
  const context = { metadata, name: "incoming" };
  const apply = (decorator: unknown) =>
    (decorator as (target: unknown, context: object) => unknown)(undefined, context);
  const { HttpError: _, AwsError: __, respond: ___, Queue, Table, Bucket, ...others } = iffc;
  for (const decorator of Object.values(others)) {
    expect(apply((decorator as () => unknown)())).toBeUndefined();
  }
  expect(metadata).toEqual({});
  for (const decorator of [Queue(), Bucket(), Table({ partitionKey: "id" })]) {
    expect(apply(decorator)).toBeUndefined();
    expect(metadata).toEqual({ "iffc:incoming": true });
  }
});

it("does not mind a compiler that knows no metadata", () => {
  const decorator = iffc.Queue() as unknown as (field: undefined, context: object) => unknown;
  expect(decorator(undefined, { name: "incoming" })).toBeUndefined();
});
