import { array, assert, constantFrom, property, record, shuffledSubarray } from "fast-check";
import { describe, expect, test } from "vitest";
import { grantOf } from "../../../../test/templates/plans/build.ts";
import { serialize } from "../../../model/json.ts";
import { join, reference, type Value } from "../../../model/value.ts";
import { mergeGrants } from "./policy.ts";
import { renderValue } from "./value.ts";

const queue = reference("Orders.incoming", "arn");
const table = reference("Orders.orders", "arn");

describe("grants", () => {
  test("on the same resources become one statement", () => {
    const grants = [grantOf("q", ["sqs:SendMessage"], [queue]), grantOf("q", ["sqs:DeleteMessage"], [queue])];
    expect(mergeGrants(grants)).toEqual([
      { Effect: "Allow", Action: ["sqs:DeleteMessage", "sqs:SendMessage"], Resource: [renderValue(queue)] },
    ]);
  });

  test("of the same actions become one statement", () => {
    const grants = [
      grantOf("t", ["dynamodb:Query"], [table]),
      grantOf("t", ["dynamodb:Query"], [join(table, "/index/x")]),
    ];
    expect(mergeGrants(grants)).toMatchObject([{ Action: ["dynamodb:Query"], Resource: { length: 2 } }]);
  });

  test("that differ in both stay apart", () => {
    const grants = [grantOf("t", ["dynamodb:Query"], [table]), grantOf("q", ["sqs:SendMessage"], [queue])];
    expect(mergeGrants(grants)).toHaveLength(2);
  });
});

const arbitraryGrants = array(
  record({
    actions: shuffledSubarray(["sqs:SendMessage", "sqs:DeleteMessage", "dynamodb:Query"], { minLength: 1 }),
    resources: array(constantFrom<Value>(queue, table, join(table, "/*"), "*"), { minLength: 1, maxLength: 4 }),
  }).map(({ actions, resources }) => grantOf("any", actions, resources)),
);

function pairsOf(statements: readonly { readonly actions: readonly string[]; readonly on: readonly unknown[] }[]) {
  return statements.flatMap(({ actions, on }) =>
    actions.flatMap((action) => on.map((arn) => serialize([action, arn]))),
  );
}

test("merging allows exactly what the grants do, and says nothing twice", () => {
  assert(
    property(arbitraryGrants, (grants) => {
      const granted = pairsOf(grants.map(({ actions, resources }) => ({ actions, on: resources.map(renderValue) })));
      const merged = pairsOf(
        mergeGrants(grants).map(({ Action, Resource }) => ({
          actions: Action as readonly string[],
          on: Resource as readonly unknown[],
        })),
      );
      expect(new Set(merged)).toEqual(new Set(granted));
      expect(merged).toHaveLength(new Set(merged).size);
    }),
  );
});

test("the order of the grants does not matter", () => {
  assert(
    property(arbitraryGrants, (grants) => {
      expect(mergeGrants(grants.toReversed())).toEqual(mergeGrants(grants));
    }),
  );
});
