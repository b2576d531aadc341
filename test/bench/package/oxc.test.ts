import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { walkFiles } from "./oxc.ts";

function write(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "iffc-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe("walkFiles", () => {
  it("follows imports of the app, each file once, and no package", () => {
    const folder = write({
      "a.ts": `import { b } from "./b"; import "./c.ts"; import zod from "zod"; b.d();`,
      "b.ts": `import "./a.ts"; export const b = { d: () => JSON.stringify(1) };`,
      "c.ts": ``,
    });
    expect(walkFiles([join(folder, "a.ts")])).toMatchObject({ files: 3, calls: 2 });
  });

  it("visits what stands inside of classes", () => {
    const folder = write({ "a.ts": `class A { @x() q!: Q; async m() { await this.q.send(1); } }` });
    const { calls, nodes } = walkFiles([join(folder, "a.ts")]);
    expect(calls).toBe(1);
    expect(nodes).toBeGreaterThan(15);
  });
});
