import { assert, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryPlan } from "../../../../test/templates/plans/arbitrary.ts";
import { environmentOf, functionOf, planOf, triggerOf } from "../../../../test/templates/plans/build.ts";
import { options } from "../../../../test/templates/plans/options.ts";
import { shop } from "../../../../test/templates/plans/shop.ts";
import { codeOf, synthesizePlan } from "../../../../test/templates/synthesized.ts";
import { renderTemplate, tiers, withoutSources } from "./stack.ts";

function renderAll(plan: typeof shop): readonly string[] {
  return synthesizePlan(plan).stacks.map(({ template }) => renderTemplate(template));
}

describe("a plan", () => {
  const { stacks, diagnostics } = synthesizePlan(shop);
  const byName = new Map(stacks.map((stack) => [stack.name, stack]));

  test("becomes a stack of state, one per service, and the edge, in that order", () => {
    expect(stacks.map(({ name }) => name)).toEqual([
      "shop-prod-state",
      "shop-prod-service-Orders",
      "shop-prod-service-Receipts",
      "shop-prod-edge",
    ]);
    expect(diagnostics).toEqual([]);
  });

  test("says which functions need their code before which stack", () => {
    expect(byName.get("shop-prod-service-Receipts")?.needsCode).toEqual(["Receipts.index"]);
    expect(byName.get("shop-prod-edge")?.needsCode).toEqual([]);
    expect(JSON.stringify(byName.get("shop-prod-service-Receipts"))).toContain(
      JSON.stringify(codeOf("Receipts.index")),
    );
  });

  test("wires stacks upwards, each parameter to an output that there is", () => {
    for (const { tier, parameters, template } of stacks) {
      expect(Object.keys(template.Parameters ?? {})).toEqual(Object.keys(parameters));
      for (const { stack, output } of Object.values(parameters)) {
        const producer = byName.get(stack);
        expect(tiers.indexOf(producer?.tier ?? "edge")).toBeLessThan(tiers.indexOf(tier));
        expect(producer?.template.Outputs).toHaveProperty(output);
      }
    }
  });

  test("shows the address of its API", () => {
    expect(byName.get("shop-prod-state")?.shown).toEqual({ HttpUrl: { resource: "http", attribute: "url" } });
    expect(byName.get("shop-prod-state")?.template.Outputs).toHaveProperty("HttpUrl");
  });

  test("that is empty becomes nothing", () => {
    expect(synthesizePlan(planOf({ environment: environmentOf("dev", "sandbox") })).stacks).toEqual([]);
  });

  test("with a trigger that starts nothing is a bug", () => {
    const stray = triggerOf({
      id: "Orders.gone",
      kind: "schedule",
      decorator: "Every",
      properties: { rate: "1 hour" },
    });
    expect(() => synthesizePlan({ ...shop, triggers: [stray] })).toThrow('"Orders.gone"');
  });
});

describe("templates", () => {
  test("are the same bytes for the same plan", () => {
    assert(
      property(arbitraryPlan, (plan) => {
        expect(renderAll(structuredClone(plan))).toEqual(renderAll(plan));
      }),
      { numRuns: 20 },
    );
  });

  test("do not change but for the place when a line moves", () => {
    const down = structuredClone(shop);
    const moved = JSON.parse(JSON.stringify(down).replace(/"line":(\d+)/gu, '"line":1$1')) as typeof shop;
    const strip = (plan: typeof shop) => synthesizePlan(plan).stacks.map(({ template }) => withoutSources(template));
    expect(renderAll(moved)).not.toEqual(renderAll(shop));
    expect(strip(moved)).toEqual(strip(shop));
  });

  test("carry the user's texts as they are", () => {
    const store = synthesizePlan(options).stacks.find(({ service }) => service === "Store");
    expect(store?.template.Resources["StoreFunction"]?.Properties?.["Environment"]).toMatchObject({
      Variables: { GREETING: "${AWS::AccountId} {{mustache}} 😀" },
    });
  });
});

test("tags say an id as far as they can", () => {
  const id = `$Orders.plâce${"e".repeat(300)}`;
  const plan = planOf({ environment: environmentOf("dev", "sandbox"), functions: [functionOf(id)] });
  const text = JSON.stringify(synthesizePlan(plan).stacks.map(({ template }) => template.Resources));
  const values = [...text.matchAll(/"iffc:resource","Value":"([^"]*)"/gu)].map(([, value]) => value);
  expect(new Set(values)).toEqual(new Set([`_Orders.plâce${"e".repeat(243)}`]));
});

test("no name of a handler can take the logical id of a part of another", () => {
  const plain = synthesizePlan(shop).stacks.flatMap(({ template }) => Object.keys(template.Resources));
  const words = new Set(plain.map((id) => /[A-Z][a-z]+$/u.exec(id)?.[0] ?? ""));
  const stems = ["create", ...[...words].map((word) => `create${word}`)];
  const plan = planOf({
    environment: environmentOf("dev", "sandbox"),
    functions: stems.map((stem) => functionOf(`Orders.${stem}`)),
    triggers: stems.map((stem) =>
      triggerOf({ id: `Orders.${stem}`, kind: "schedule", decorator: "Every", properties: { rate: "1 hour" } }),
    ),
  });
  expect(stems.length).toBeGreaterThan(10);
  expect(() => synthesizePlan(plan)).not.toThrow();
});
