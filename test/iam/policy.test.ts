/** The gateway's own reading of a policy against IAM's, on policies and requests of any form. */
import { array, assert, asyncProperty, constantFrom, record, type Arbitrary } from "fast-check";
import { expect, test } from "vitest";
import { isAllowed as gatewayAllows, policyOf } from "../../framework/targets/local/gateway/policy.ts";
import { plannedFunction } from "../fakes/local-app.ts";
import { isAllowed } from "../templates/simulate.ts";

const actions = ["s3:GetObject", "s3:GetObjectTagging", "s3:PutObject"];
const actionPatterns = [...actions, "s3:*", "s3:Get*", "S3:getobject", "*"];

/** Few letters, so that patterns and names meet often. */
const pieces = ["a", "b", "-", "/", "a/b", "."];
const wildcards = ["*", "?"];
const bucket = "arn:aws:s3:::shop";

const text = (parts: readonly string[]): Arbitrary<string> =>
  array(constantFrom(...parts), { minLength: 1, maxLength: 4 }).map((chosen) => chosen.join(""));

const statement = record({
  actions: array(constantFrom(...actionPatterns), { minLength: 1, maxLength: 2 }),
  resources: array(
    text([...pieces, ...wildcards]).map((key) => `${bucket}/${key}`),
    { minLength: 1, maxLength: 2 },
  ),
});

test("the gateway allows what IAM allows and nothing else", async () => {
  const verdicts: boolean[] = [];
  const asked = record({
    statements: array(statement, { maxLength: 2 }),
    action: constantFrom(...actions),
    key: text(pieces),
  });
  await assert(
    asyncProperty(asked, async ({ statements, action, key }) => {
      const resource = `${bucket}/${key}`;
      const Statement = statements.map((each) => ({ Effect: "Allow", Action: each.actions, Resource: each.resources }));
      const judged = await isAllowed([{ Version: "2012-10-17", Statement }], { action, resourceArn: resource });
      const grants = statements.map((each) => ({ ...each, reason: "get", resource: "Orders.files", at: [] }));
      const policy = policyOf(plannedFunction("Orders.place", { grants }), () => "");
      expect(gatewayAllows(policy, action, resource)).toBe(judged);
      verdicts.push(judged);
    }),
    { numRuns: 1000 },
  );
  expect(verdicts).toContain(true);
  expect(verdicts).toContain(false);
});
