import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { renderTemplate } from "../../framework/targets/aws/synthesize/stack.ts";
import { acceptedByValidators, compareWithAccepted } from "./accepted.ts";
import { checked } from "./apps.ts";
import { type Linter, openLinter } from "./cfn-lint.ts";

let linter: Linter;
const folder = mkdtempSync(join(tmpdir(), "iffc-lint-"));

beforeAll(async () => {
  linter = await openLinter();
}, 300_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("cfn-lint finds no error or warning that was not explained", { timeout: 60_000 }, async ({ skip }) => {
  if ("missing" in linter) {
    if (process.env["CI"]) throw new Error(`cfn-lint could not be installed: ${linter.missing}`);
    process.stderr.write(`\nSKIPPED: cfn-lint needs python3 and PyPI (${linter.missing})\n`);
    skip();
    return;
  }
  const files = checked.flatMap(({ name: plan, stacks }) =>
    stacks.map(({ name, template }) => {
      const file = join(folder, `${plan}-${name}.json`);
      writeFileSync(file, renderTemplate(template));
      return file;
    }),
  );
  const found = await linter.lint(files);
  const findings = found.map((match) => ({ ...match, on: match.path[1] ?? "" }));
  expect(compareWithAccepted(findings, acceptedByValidators)).toEqual({ unexplained: [], unused: [] });
});
