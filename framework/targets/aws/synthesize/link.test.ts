import { describe, expect, test } from "vitest";
import { line } from "../../../../test/templates/plans/build.ts";
import { arn, concat, getAtt, ref } from "../../../kinds/cloudformation.ts";
import type { Fragment } from "../../../kinds/kind.ts";
import type { Tier } from "../../../model/plan.ts";
import { join, reference, type Value } from "../../../model/value.ts";
import { type Contribution, foldFragments } from "./fold.ts";
import { type LinkedStack, linkStacks } from "./link.ts";
import { renderValue } from "./value.ts";

const queue: Fragment = {
  resources: { JobsQueue: { Type: "AWS::SQS::Queue" } },
  attributes: {
    name: getAtt("JobsQueue", "QueueName"),
    arn: arn("sqs", getAtt("JobsQueue", "QueueName")),
    both: concat(ref("JobsQueue"), getAtt("JobsQueue", "QueueName")),
  },
};

function contribute(id: string, tier: Tier, fragment: Fragment): Contribution {
  return { place: { name: tier, tier }, owner: { id, declaredAt: line(1) }, fragment };
}

/** Something that uses a value, in a stack of a tier. */
function user(tier: Tier, value: Value): Contribution {
  return contribute("user", tier, { resources: { User: { Type: "T", Properties: { value: renderValue(value) } } } });
}

function link(...contributions: readonly Contribution[]): ReadonlyMap<string, LinkedStack> {
  const linked = linkStacks(foldFragments(contributions), contributions);
  return new Map(linked.map((stack) => [stack.place.name, stack]));
}

function valueIn(stack: LinkedStack | undefined): unknown {
  return stack?.resources.get("User")?.Properties?.["value"];
}

describe("a reference inside a stack", () => {
  const linked = link(contribute("jobs", "state", queue), user("state", join(reference("jobs", "arn"), "/x")));

  test("is the attribute, one join with what is around it", () => {
    expect(valueIn(linked.get("state"))).toEqual(concat(arn("sqs", getAtt("JobsQueue", "QueueName")), "/x"));
  });

  test("needs neither output nor parameter", () => {
    expect(linked.get("state")).toMatchObject({ parameters: {}, outputs: {} });
  });
});

describe("a reference to another stack", () => {
  const linked = link(contribute("jobs", "state", queue), user("service", reference("jobs", "arn")));

  test("is the attribute, made from a parameter", () => {
    expect(valueIn(linked.get("service"))).toEqual(arn("sqs", ref("JobsQueueQueueName")));
  });

  test("takes the parameter from an output", () => {
    const source = { stack: "state", output: "JobsQueueQueueName" };
    expect(linked.get("service")?.parameters).toEqual({ JobsQueueQueueName: source });
    expect(linked.get("state")?.outputs).toEqual({ JobsQueueQueueName: getAtt("JobsQueue", "QueueName") });
  });

  test("takes one for each thing that the attribute is made of, however often it is used", () => {
    const twice = join(reference("jobs", "both"), reference("jobs", "name"), reference("jobs", "arn"));
    const { outputs } = link(contribute("jobs", "state", queue), user("edge", twice)).get("state") ?? {};
    expect(Object.keys(outputs ?? {})).toEqual(["JobsQueue", "JobsQueueQueueName"]);
  });

  test("must point to an earlier tier", () => {
    const later = contribute("jobs", "edge", queue);
    expect(() => link(later, user("state", reference("jobs", "arn")))).toThrow("cannot wait");
  });

  test("must point to something that there is", () => {
    expect(() => link(user("state", reference("jobs", "arn")))).toThrow('"arn" of "jobs"');
    expect(() => link(contribute("jobs", "state", queue), user("state", reference("jobs", "url")))).toThrow('"url"');
  });
});

test("what people want to see is an output even if nothing refers to it", () => {
  const shown = link(contribute("my-jobs", "state", { ...queue, outputs: ["name"] })).get("state");
  expect(shown?.outputs).toEqual({ MyJobsName: getAtt("JobsQueue", "QueueName") });
  expect(shown?.shown).toEqual({ MyJobsName: { resource: "my-jobs", attribute: "name" } });
});
