import { describe, expect, test } from "vitest";
import { environmentOf, functionOf, planOf, resourceOf, triggerOf } from "../../../../test/templates/plans/build.ts";
import { placeFunction, placeResource, placeTrigger, renderTemplate, type Template, withoutSources } from "./stack.ts";

const plan = planOf({ environment: environmentOf("prod", "protected") });

describe("a part of the app is placed", () => {
  const resource = resourceOf({ id: "Orders.incoming", kind: "queue", service: "Orders", properties: {} });
  const started = functionOf("Orders.place");
  const trigger = triggerOf({ id: "Orders.place", kind: "http", decorator: "Get", properties: {} });

  test("by its tier", () => {
    expect(placeResource(plan, resource)).toEqual({ name: "shop-prod-state", tier: "state" });
    expect(placeTrigger(plan, { ...trigger, tier: "edge" }, started)).toEqual({ name: "shop-prod-edge", tier: "edge" });
  });

  test("in tier service by its class, a trigger by that of its function", () => {
    const orders = { name: "shop-prod-service-Orders", tier: "service", service: "Orders" };
    expect(placeFunction(plan, started)).toEqual(orders);
    expect(placeTrigger(plan, trigger, started)).toEqual(orders);
    expect(placeResource(plan, { ...resource, tier: "service" })).toEqual(orders);
  });

  test("nowhere, if it is of tier service and of no class", () => {
    const implicit = resourceOf({ id: "http", kind: "http", tier: "service", properties: {} });
    expect(() => placeResource(plan, implicit)).toThrow("no service");
  });
});

test("names that CloudFormation does not take are cut and told apart", () => {
  const nameOf = (service: string) => placeFunction(plan, { ...functionOf("Orders.place"), service }).name;
  const names = [nameOf("My.Orders"), nameOf("My_Orders"), nameOf("A".repeat(120)), nameOf("A".repeat(121))];
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9-]{0,127}$/u);
});

describe("a template", () => {
  const template: Template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "d",
    Metadata: { iffc: { app: "shop" } },
    Resources: { B: { Type: "T", Metadata: { iffc: { source: "a.ts:1:1" } } }, A: { Type: "T" } },
  };

  test("is rendered with sorted keys", () => {
    const { AWSTemplateFormatVersion, ...rest } = template;
    expect(renderTemplate({ ...rest, AWSTemplateFormatVersion })).toBe(renderTemplate(template));
    expect(renderTemplate(template)).toMatch(/"Resources":\{"A":/u);
  });

  test("is compared without the places in the sources", () => {
    const moved = {
      ...template,
      Resources: { B: { Type: "T", Metadata: { iffc: { source: "a.ts:2:1" } } }, A: { Type: "T" } },
    };
    expect(withoutSources(moved)).toEqual(withoutSources(template));
    expect(withoutSources(template).Metadata).toEqual(template.Metadata);
  });
});
