import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plannedFunction } from "../../../../test/fakes/local-app.ts";
import type { Grant } from "../../../model/plan.ts";
import { join, reference, type Value } from "../../../model/value.ts";
import { callerOf, developer, isAllowed, policyOf } from "./policy.ts";

const queue = "arn:aws:sqs:eu-central-1:000000000000:incoming";
const bucket = "arn:aws:s3:::pictures";

function grant(actions: readonly string[], ...resources: readonly Value[]): Grant {
  return { actions, resources, reason: "send", resource: "Orders.incoming", at: [] };
}

function policyWith(...grants: readonly Grant[]) {
  const attributes: Record<string, string> = { "Orders.incoming": queue, "Orders.pictures": bucket };
  return policyOf(plannedFunction("Orders.place", { grants }), ({ resource }) => attributes[resource] ?? "");
}

describe("a policy", () => {
  const policy = policyWith(
    grant(["sqs:SendMessage"], reference("Orders.incoming", "arn")),
    grant(["s3:GetObject"], join(reference("Orders.pictures", "arn"), "/*")),
    grant(["s3:ListBucket"], reference("Orders.pictures", "arn")),
  );

  it.each([
    ["sqs:SendMessage", queue],
    ["s3:GetObject", `${bucket}/a/b`],
    ["s3:ListBucket", bucket],
  ])("allows %s on what it names", (action, resource) => expect(isAllowed(policy, action, resource)).toBe(true));

  it.each([
    ["another action", "sqs:ReceiveMessage", queue],
    ["another resource", "sqs:SendMessage", `${queue}-2`],
    ["the action of one grant on the resource of another", "s3:GetObject", queue],
    ["an object where the bucket is meant", "s3:ListBucket", `${bucket}/a`],
    ["a bucket with a longer name", "s3:GetObject", `${bucket}-2/a`],
    ["nothing", "", ""],
  ])("denies %s", (_, action, resource) => expect(isAllowed(policy, action, resource)).toBe(false));

  it("without grants denies everything", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (action, resource) => {
        expect(isAllowed(policyWith(), action, resource)).toBe(false);
      }),
    );
  });
});

describe("a function as a caller", () => {
  const lines: string[] = [];
  const log = (id: string, line: string) => void lines.push(`[${id}] ${line}`);
  const caller = callerOf(policyWith(grant(["sqs:SendMessage"], reference("Orders.incoming", "arn"))), {
    account: "000000000000",
    code: "AccessDeniedException",
    log,
  });

  it("may do what is granted", () => {
    caller.require("sqs:SendMessage", queue);
    expect(lines).toEqual([]);
  });

  it("is denied the rest in the words of AWS, and told in ours", () => {
    expect(() => caller.require("sqs:PurgeQueue", queue)).toThrow(
      expect.objectContaining({
        status: 403,
        code: "AccessDeniedException",
        message: `User: arn:aws:sts::000000000000:assumed-role/app-local-Orders-place/app-local-Orders-place is not authorized to perform: sqs:PurgeQueue on resource: ${queue} because no identity-based policy allows the sqs:PurgeQueue action`,
      }),
    );
    expect(lines).toEqual([
      `[Orders.place] Orders.place may not sqs:PurgeQueue on ${queue}: nothing in its code or its @Grants grants it.`,
    ]);
  });

  it("is not the developer, who may do everything", () => {
    expect(() => developer.require("s3:DeleteBucket", bucket)).not.toThrow();
  });
});
