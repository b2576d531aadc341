import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const kinds = new URL("../framework/kinds/", import.meta.url).pathname;

/** Bytes of a function's code, bundled and minified as it is deployed. */
async function bundleSize(entrypoint: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: entrypoint, resolveDir: kinds, loader: "ts" },
    bundle: true,
    minify: true,
    write: false,
    platform: "node",
    format: "cjs",
    target: "node22",
  });
  return outputFiles[0]?.contents.length ?? Infinity;
}

const bare = `export const handler = async () => ({ statusCode: 204 });`;
const http = `
  import { serve } from "./http/serve";
  const properties = { method: "GET", path: "/" };
  export const handler = serve([{ id: "A.b", invoke: async () => undefined, properties, validators: {} }]);`;
const clients = `
  import { createClient as queue } from "./queue/client";
  import { createClient as table } from "./table/client";
  export const clients = [queue({ url: process.env.A }), table({ name: process.env.B, partitionKey: "id", indexes: {} })];`;

describe("the framework's share of a function's code", () => {
  it("is at most 6 KiB for a route", async () => {
    expect((await bundleSize(http)) - (await bundleSize(bare))).toBeLessThanOrEqual(6 * 1024);
  });

  it("is at most 15 KiB more with a queue and a table", async () => {
    expect((await bundleSize(http + clients)) - (await bundleSize(http))).toBeLessThanOrEqual(15 * 1024);
  });
});
