import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { generateApp, generatePlainApp, handlerFile, touchHandler } from "./app.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "iffc-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe("touchHandler", () => {
  it.each([
    ["decorated", generateApp],
    ["plain", generatePlainApp],
  ] as const)("changes one line of a %s handler, each time to another", (_name, generate) => {
    const folder = temporaryFolder();
    generate(folder, 2);
    const read = () => readFileSync(join(folder, handlerFile(1)), "utf8");
    const texts = [read()];
    for (const edit of [1, 2, 12]) {
      touchHandler(folder, 1, edit);
      texts.push(read());
    }
    expect(new Set(texts).size).toBe(4);
    const lines = texts.map((text) => text.split("\n"));
    for (const changed of lines.slice(1))
      expect(changed.filter((line, index) => line !== lines[0]?.[index])).toHaveLength(1);
  });
});
