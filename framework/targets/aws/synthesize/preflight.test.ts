import { describe, expect, test } from "vitest";
import {
  environmentOf,
  functionOf,
  grantOf,
  line,
  planOf,
  resourceOf,
  triggerOf,
} from "../../../../test/templates/plans/build.ts";
import { codeOf, synthesizePlan } from "../../../../test/templates/synthesized.ts";
import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Kind } from "../../../kinds/kind.ts";
import type { Plan, PlannedFunction } from "../../../model/plan.ts";
import { rolePolicyLimit } from "../limits.ts";
import { synthesize } from "./synthesize.ts";

const environment = environmentOf("dev", "sandbox");

/** A kind whose resource brings as many things as it is told, each with an output. */
const many = {
  name: "many",
  triggers: [],
  resource: {
    aws: ({
      logicalId,
      properties,
    }: {
      logicalId: string;
      properties: { type: string; count: number; text: string };
    }) => {
      const ids = Array.from({ length: properties.count }, (_, index) => `${logicalId}${index}`);
      return {
        resources: Object.fromEntries(
          ids.map((id) => [id, { Type: properties.type, Properties: { text: properties.text } }]),
        ),
        attributes: Object.fromEntries(ids.map((id) => [id, { Ref: id }])),
        outputs: properties.text === "shown" ? ids : [],
      };
    },
  },
} as unknown as Kind;

function check(properties: { type?: string; count?: number; text?: string }): readonly Diagnostic[] {
  const resource = resourceOf({
    id: "many",
    kind: "many",
    properties: { type: "T", count: 1, text: "", ...properties },
    declaredAt: line(7),
  });
  return synthesize(planOf({ environment, resources: [resource] }), { kinds: [many], code: codeOf }).diagnostics;
}

interface Count {
  readonly what: string;
  readonly max: number;
  readonly code: string;
  readonly with: { readonly type?: string; readonly text?: string };
}

const counts: readonly Count[] = [
  { what: "resources", max: 500, code: "IFFC4010", with: {} },
  { what: "outputs", max: 200, code: "IFFC4010", with: { text: "shown" } },
  { what: "routes", max: 300, code: "IFFC4011", with: { type: "AWS::ApiGatewayV2::Route" } },
  { what: "integrations", max: 300, code: "IFFC4011", with: { type: "AWS::ApiGatewayV2::Integration" } },
  { what: "authorizers", max: 10, code: "IFFC4011", with: { type: "AWS::ApiGatewayV2::Authorizer" } },
];

describe.each(counts)("$what", ({ what, max, code, with: parts }) => {
  test("pass below 90 % of the limit", () => {
    expect(check({ ...parts, count: Math.ceil(max * 0.9) - 1 })).toEqual([]);
  });

  test("are warned of from there to the limit, at a line", () => {
    const warning = { code, severity: "warning", at: line(7) };
    expect(check({ ...parts, count: Math.ceil(max * 0.9) })).toMatchObject([warning]);
    expect(check({ ...parts, count: max })).toMatchObject([warning]);
  });

  test("are refused above it, with the counts", () => {
    const message = `The stack shop-dev-state has ${max + 1} of at most ${max} ${what}.`;
    expect(check({ ...parts, count: max + 1 })).toMatchObject([{ code, severity: "error", message, at: line(7) }]);
  });
});

test("parameters are counted where they are needed", () => {
  const ids = Array.from({ length: 201 }, (_, index) => `Orders.q${index}`);
  const properties = { fifo: false, retries: 5, visibility: 30, retention: 60, delay: 0, deduplicate: false };
  const values = ids.map((resource, index) => [`Q${index}`, { resource, attribute: "arn" }] as const);
  const plan = planOf({
    environment,
    resources: ids.map((id) => resourceOf({ id, kind: "queue", properties })),
    functions: [functionOf("Orders.place", { environment: Object.fromEntries(values) })],
  });
  expect(messagesOf(plan)).toContain("The stack shop-dev-service-Orders has 201 of at most 200 parameters.");
});

test("a body of more than a million bytes is refused", () => {
  expect(check({ text: "x".repeat(899_000) })).toEqual([]);
  expect(check({ text: "x".repeat(901_000) })).toMatchObject([{ code: "IFFC4010", severity: "warning" }]);
  expect(check({ text: "é".repeat(500_001) })).toMatchObject([{ code: "IFFC4010", severity: "error" }]);
});

describe("texts", () => {
  test("that CloudFormation would resolve are refused, wherever they stand", () => {
    expect(check({ text: "a {{resolve:ssm:secret}}" })).toMatchObject([{ code: "IFFC4002", at: line(7) }]);
    const hidden = { A: { join: ["{{res", { join: ["olve:ssm:secret"] }, "}}"] } };
    expect(diagnose({ environment: hidden })).toMatchObject([{ code: "IFFC4002" }]);
  });

  test("that only look like it pass", () => {
    expect(check({ text: "{{ resolve }} ${AWS::Region} !Sub" })).toEqual([]);
  });

  test("may not name a variable so that the environment becomes a reference", () => {
    expect(diagnose({ environment: { Ref: "OrdersPlaceRole" } })).toMatchObject([{ code: "IFFC4003", at: line(10) }]);
  });
});

describe("the policy of a role", () => {
  const shortest = (actions: number) => diagnose({ grants: [grantOf("*", ["a".repeat(actions)], ["*"])] });
  const policy =
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[""],"Resource":["*"]},{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":[""]}]}';
  const logGroup = 60 + "shop-dev-service-Orders".length + "OrdersPlaceLogGroup".length + 15;
  const room = rolePolicyLimit.max - policy.length - logGroup;

  test("fits to the last character", () => {
    expect(shortest(room)).toMatchObject([{ severity: "warning", at: line(10) }]);
  });

  test("is refused with one more", () => {
    const message = 'The role of "Orders.place" has 10241 of at most 10240 characters.';
    expect(shortest(room + 1)).toMatchObject([{ code: "IFFC4012", severity: "error", message }]);
  });

  test("is counted with names at their longest, and without white space", () => {
    const other = Array.from({ length: 80 }, (_, index) => `a b${index}`);
    const spaced = diagnose({ grants: [grantOf("*", other, ["*"])] });
    expect(spaced).toEqual(
      diagnose({
        grants: [
          grantOf(
            "*",
            other.map((name) => name.replace(" ", "")),
            ["*"],
          ),
        ],
      }),
    );
  });
});

function diagnose(parts: Partial<PlannedFunction>): readonly Diagnostic[] {
  return synthesizePlan(planOf({ environment, functions: [functionOf("Orders.place", parts)] })).diagnostics;
}

function messagesOf(plan: Plan): readonly string[] {
  return synthesizePlan(plan).diagnostics.map(({ message }) => message);
}

test("the trigger of a route counts at its own line", () => {
  const ids = Array.from({ length: 301 }, (_, index) => `Orders.place#${index + 2}`);
  const plan = planOf({
    environment,
    resources: [resourceOf({ id: "http", kind: "http", properties: {} })],
    functions: [functionOf("Orders.place")],
    triggers: ids.map((id, index) =>
      triggerOf({
        id,
        kind: "http",
        decorator: "Get",
        tier: "edge",
        resource: "http",
        properties: { method: "GET", path: `/${index}`, auth: "none" },
        declaredAt: line(index + 1),
      }),
    ),
  });
  expect(synthesizePlan(plan).diagnostics).toMatchObject([{ code: "IFFC4011", severity: "error", at: line(301) }]);
});
