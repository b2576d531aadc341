import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, RegoEngine, TemplateFile } from "@aws/cloudformation-validate";
import { assert, property } from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { renderTemplate, type Template } from "../../framework/targets/aws/synthesize/stack.ts";
import { acceptedByValidators, compareWithAccepted, type NamedFinding } from "./accepted.ts";
import { checked } from "./apps.ts";
import { arbitraryPlan } from "./plans/arbitrary.ts";
import { findFaults } from "./rules.ts";
import { synthesizePlan } from "./synthesized.ts";

let engine: Engine;
let folder: string;

beforeAll(() => {
  engine = new RegoEngine();
  folder = mkdtempSync(join(tmpdir(), "iffc-validate-"));
});

afterAll(() => {
  engine.free();
  rmSync(folder, { recursive: true });
});

/** What AWS's own validator calls an error. */
function errorsOf(template: Template): readonly NamedFinding[] {
  const file = join(folder, "template.json");
  writeFileSync(file, renderTemplate(template));
  const { diagnostics } = engine.validateStandard(new TemplateFile(file), { severityLevel: "ERROR" });
  return diagnostics.map(({ ruleId, message, entity }) => ({ rule: ruleId, on: entity?.logicalId ?? "", message }));
}

test("AWS's validator finds no error that was not explained", () => {
  const { unexplained, unused } = compareWithAccepted(
    checked.flatMap(({ stacks }) => stacks.flatMap(({ template }) => errorsOf(template))),
    acceptedByValidators,
  );
  expect(unexplained).toEqual([]);
  expect(unused).toEqual([]);
});

test("AWS's validator does find errors", () => {
  const Resources = { TooLong: { Type: "AWS::SQS::Queue", Properties: { DelaySeconds: 901 } } };
  const template: Template = { AWSTemplateFormatVersion: "2010-09-09", Description: "", Metadata: {}, Resources };
  expect(errorsOf(template)).toMatchObject([{ rule: "F3034", on: "TooLong" }]);
});

test("templates of any plan are valid and keep our own rules", { timeout: 120_000 }, () => {
  assert(
    property(arbitraryPlan, (plan) => {
      const { stacks: own, diagnostics } = synthesizePlan(plan);
      expect(diagnostics).toEqual([]);
      expect(findFaults(own)).toEqual([]);
      expect(own.flatMap(({ template }) => errorsOf(template))).toEqual([]);
    }),
    { numRuns: 25 },
  );
});
