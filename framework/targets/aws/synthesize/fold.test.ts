import { describe, expect, test } from "vitest";
import { line } from "../../../../test/templates/plans/build.ts";
import { IffcError } from "../../../diagnostics/error.ts";
import type { Fragment } from "../../../kinds/kind.ts";
import { type Contribution, foldFragments } from "./fold.ts";

const state = { name: "shop-prod-state", tier: "state" } as const;

function contribute(id: string, fragment: Partial<Fragment>, place: Contribution["place"] = state): Contribution {
  return { place, owner: { id, declaredAt: line(id.length) }, fragment: { resources: {}, ...fragment } };
}

function refusalOf(contributions: readonly Contribution[]): IffcError {
  try {
    foldFragments(contributions);
  } catch (error) {
    if (error instanceof IffcError) return error;
  }
  throw new Error("nothing was refused");
}

describe("fragments", () => {
  test("of one stack become one, each resource marked with its owner", () => {
    const [draft, ...others] = foldFragments([
      contribute("a", { resources: { A: { Type: "T", Properties: { x: 1 } } } }),
      contribute("bb", { resources: { B: { Type: "T" } } }),
    ]);
    expect(others).toEqual([]);
    expect(draft?.place).toEqual(state);
    expect(Object.fromEntries(draft?.resources ?? [])).toEqual({
      A: { Type: "T", Properties: { x: 1 }, Metadata: { iffc: { id: "a", source: "src/shop.ts:1:3" } } },
      B: { Type: "T", Metadata: { iffc: { id: "bb", source: "src/shop.ts:2:3" } } },
    });
    expect(draft?.owners.get("B")?.id).toBe("bb");
  });

  test("of different stacks may use the same logical id", () => {
    const edge = { name: "shop-prod-edge", tier: "edge" } as const;
    const resources = { A: { Type: "T" } };
    expect(foldFragments([contribute("a", { resources }), contribute("b", { resources }, edge)])).toHaveLength(2);
  });

  test("that hold nothing make no stack", () => {
    expect(foldFragments([contribute("a", {})])).toEqual([]);
  });

  test("share what is equal in all of them, for the first owner", () => {
    const shared = { Stage: { Type: "T", Properties: { x: [1] } } };
    const [draft] = foldFragments([contribute("a", { shared }), contribute("bb", { shared: structuredClone(shared) })]);
    expect([...(draft?.resources.keys() ?? [])]).toEqual(["Stage"]);
    expect(draft?.owners.get("Stage")?.id).toBe("a");
  });
});

describe("a logical id that is asked for twice", () => {
  const one = contribute("a", { resources: { A: { Type: "T" } } });

  test("is refused as a bug, with both places", () => {
    const error = refusalOf([one, contribute("bb", { resources: { A: { Type: "T" } } })]);
    expect(error).toMatchObject({ code: "IFFC4001", fault: "iffc", exit: 1 });
    expect(error.message).toBe('"a" (src/shop.ts:1:3) and "bb" (src/shop.ts:2:3) would both be "A" in CloudFormation.');
  });

  test("is refused where what is shared is not equal", () => {
    const shared = (x: number) => ({ Stage: { Type: "T", Properties: { x } } });
    expect(refusalOf([contribute("a", { shared: shared(1) }), contribute("b", { shared: shared(2) })]).code).toBe(
      "IFFC4001",
    );
  });

  test("is refused between what is shared and what is not", () => {
    const shared = contribute("b", { shared: { A: { Type: "T", Properties: {} } } });
    expect(refusalOf([one, shared]).code).toBe("IFFC4001");
    expect(refusalOf([shared, one]).code).toBe("IFFC4001");
  });
});
