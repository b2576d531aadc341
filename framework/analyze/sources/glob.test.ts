import { describe, expect, it } from "vitest";
import { compileGlobs } from "./glob.ts";

describe("compileGlobs", () => {
  it.each([
    ["src", "src/a/b.ts", true],
    ["src", "srcs/a.ts", false],
    ["src/", "src/a.ts", true],
    ["./src/*", "src/a.ts", true],
    ["src/*", "src/a/b.ts", false],
    ["src/*.ts", "src/a.tsx", false],
    ["**/*", "a/b/c.ts", true],
    ["**/*.ts", "c.ts", true],
    ["src/**/x/*.ts", "src/x/a.ts", true],
    ["src/**/x/*.ts", "src/a/b/x/a.ts", true],
    ["src/**", "src/a/b.ts", true],
    ["a?.ts", "ab.ts", true],
    ["a?.ts", "a/.ts", false],
    ["a+(b).ts", "a+(b).ts", true],
    ["a.ts", "aXts", false],
  ])("matches %s with %s: %s", (pattern, path, expected) => expect(compileGlobs([pattern])(path)).toBe(expected));

  it("matches nothing without patterns", () => expect(compileGlobs([])("a.ts")).toBe(false));
});
