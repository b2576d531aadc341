import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Stack } from "aws-cdk-lib";
import { CfnInclude } from "aws-cdk-lib/cloudformation-include";
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import { afterAll, expect, test } from "vitest";
import { renderTemplate } from "../../framework/targets/aws/synthesize/stack.ts";
import { acceptedByNag, compareWithAccepted } from "./accepted.ts";
import { checked } from "./apps.ts";

const folder = mkdtempSync(join(tmpdir(), "iffc-nag-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Every plan's stacks as one CDK app. */
function includeAll(): App {
  const app = new App({ outdir: join(folder, "out") });
  const included = checked.flatMap(({ name: plan, stacks }) =>
    stacks.map(({ name, template }) => {
      const file = join(folder, `${plan}-${name}.json`);
      writeFileSync(file, renderTemplate(template));
      return new CfnInclude(new Stack(app, `${plan}-${name}`), "template", { templateFile: file });
    }),
  );
  expect(included).not.toHaveLength(0);
  return app;
}

test("cdk-nag finds nothing that was not explained", { timeout: 60_000 }, () => {
  const app = includeAll();
  const reports = [new AwsSolutionsChecks(app), new ServerlessChecks(app)].map((pack) => pack.validateScope(app));
  const findings = reports.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => ({ rule: ruleName, on: constructPath?.split("/").at(-1) ?? "" })),
    ),
  );
  const { unexplained, unused } = compareWithAccepted(findings, acceptedByNag);
  expect(unexplained).toEqual([]);
  expect(unused).toEqual([]);
});
