import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createTracer } from "./trace.ts";

const folder = mkdtempSync(join(tmpdir(), "iffc-trace-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Line 1, column 1 of each part comes from line 3, column 5 of its source. */
function mapOf(source: string): object {
  return { version: 3, sources: [source], names: [], mappings: "AAEI" };
}

mkdirSync(join(folder, "bundle"));
mkdirSync(join(folder, "maps"));
writeFileSync(join(folder, "maps", "shared.json"), JSON.stringify(mapOf("src/store.ts")));
writeFileSync(
  join(folder, "bundle", "index.js.map"),
  JSON.stringify({
    version: 3,
    sections: [
      { offset: { line: 1, column: 0 }, map: mapOf("src/orders.ts") },
      { offset: { line: 2, column: 0 }, url: "../maps/shared.json" },
    ],
  }),
);
const bundle = join(folder, "bundle", "index.js");

test.each([
  ["a frame", `    at n.place (${bundle}:2:1)`, "    at n.place (src/orders.ts:3:5)"],
  ["a part that bundles share", `at ${bundle}:3:7`, "at src/store.ts:3:5"],
  [
    "a stack within JSON",
    JSON.stringify({ stack: `Error: no\n    at a (${bundle}:2:1)\n    at b (${bundle}:3:1)` }),
    JSON.stringify({ stack: "Error: no\n    at a (src/orders.ts:3:5)\n    at b (src/store.ts:3:5)" }),
  ],
  ["a line that has no source", `at ${bundle}:1:1`, `at ${bundle}:1:1`],
  ["a bundle that is gone", "at /gone/index.js:2:1", "at /gone/index.js:2:1"],
  ["a text without places", "hello", "hello"],
])("%s", (_, text, traced) => {
  const trace = createTracer();
  expect(trace(text)).toBe(traced);
  expect(trace(text)).toBe(traced);
});
