import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withProject } from "../../../test/fakes/project.ts";
import { openResolver } from "./resolve.ts";
import type { Alias } from "./tsconfig.ts";

const files = {
  "src/a.ts": "",
  "src/a.tsx": "",
  "src/b/index.ts": "",
  "src/m.mts": "",
  "src/c.cts": "",
  "src/types.d.ts": "",
  "libs/x/src/index.ts": "",
  "packages/core/package.json": `{ "exports": { ".": { "types": "./src/index.ts" }, "./deep/*": "./src/*.ts" } }`,
  "packages/core/src/index.ts": "",
  "packages/core/src/part.ts": "",
  "packages/plain/package.json": `{ "main": "./main.ts" }`,
  "packages/plain/main.ts": "",
  "packages/built/package.json": `{ "main": "./dist/index.js" }`,
  "packages/built/dist/index.js": "",
  "node_modules/vendor/index.ts": "",
  "node_modules/@acme/.keep": "",
};
const aliases: readonly Alias[] = [
  { prefix: "@/", suffix: "", targets: ["src/*"] },
  { prefix: "@/x/", suffix: "", targets: ["none/*", "libs/x/src/*"] },
  { prefix: "exact", targets: ["src/a.ts"] },
  { prefix: "pre-", suffix: "-post", targets: ["src/*"] },
];

describe("openResolver", () => {
  it.each([
    ["./a", "src/a.ts"],
    ["./a.ts", "src/a.ts"],
    ["./a.js", "src/a.ts"],
    ["./b", "src/b/index.ts"],
    ["./b/", "src/b/index.ts"],
    [".", undefined],
    ["./m.mjs", "src/m.mts"],
    ["./c.cjs", "src/c.cts"],
    ["./types", undefined],
    ["./none", undefined],
    ["../src/a", "src/a.ts"],
    ["@/a", "src/a.ts"],
    ["@/x/index", "libs/x/src/index.ts"],
    ["exact", "src/a.ts"],
    ["pre-a-post", "src/a.ts"],
    ["pre-post", undefined],
    ["@acme/core", "packages/core/src/index.ts"],
    ["@acme/core/deep/part", "packages/core/src/part.ts"],
    ["@acme/core/other", undefined],
    ["plain", "packages/plain/main.ts"],
    ["built", undefined],
    ["vendor", undefined],
    ["node:fs", undefined],
    ["none", undefined],
    ["iffc", undefined],
    ["iffc/config", undefined],
    ["#internal", undefined],
  ])("resolves %s to %s", async (specifier, expected) => {
    await withProject(files, async (root) => {
      symlinkSync("../../packages/core", join(root, "node_modules/@acme/core"));
      for (const name of ["plain", "built"]) symlinkSync(`../packages/${name}`, join(root, "node_modules", name));
      const resolver = openResolver({ root, known: new Set(), aliases });
      expect(resolver.resolve(specifier, "src/from.ts")).toBe(expected);
    });
  });
});
