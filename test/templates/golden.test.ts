import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { serialize } from "../../framework/model/json.ts";
import { synthesized } from "./synthesized.ts";

const folder = join(import.meta.dirname, "..", "golden", "templates");
const isUpdating = process.env["UPDATE"] === "1";

const goldens = synthesized.flatMap(({ name: plan, stacks }) =>
  stacks.map(({ service, tier, ...stack }) => ({
    file: `${plan}.${service ?? tier}.json`,
    text: serialize({ service, tier, ...stack }),
  })),
);

test("goldens are rewritten by people, who look at them", () => {
  expect(isUpdating && process.env["CI"], "UPDATE=1 is not for CI").toBeFalsy();
});

test.each(goldens)("$file is as it was reviewed", ({ file, text }) => {
  const path = join(folder, file);
  if (isUpdating && !process.env["CI"]) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
  }
  expect(existsSync(path), "no golden yet: run with UPDATE=1 and review it").toBe(true);
  expect(text).toBe(readFileSync(path, "utf8"));
});

test("there is no golden that nothing makes", () => {
  const known = new Set(goldens.map(({ file }) => file));
  const stale = readdirSync(folder).filter((file) => !known.has(file));
  if (isUpdating && !process.env["CI"]) for (const file of stale) rmSync(join(folder, file));
  expect(isUpdating ? [] : stale).toEqual([]);
});
