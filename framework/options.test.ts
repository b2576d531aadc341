import { describe, expect, expectTypeOf, it } from "vitest";
import { type AppOptions, type AwsEnvironmentOptions, defineApp } from "./config.ts";
import type { Option } from "./kinds/options.ts";
import {
  appOptions,
  type AppProperties,
  environmentOptions,
  functionOptions,
  resourceOptions,
  type resourcesOptions,
  type serviceOptions,
} from "./options.ts";
import type { FunctionOptions, ResourcesOptions, ServiceOptions } from "./service.ts";

function accepts({ rule }: Option<unknown>, text: string): boolean {
  if (rule.type !== "text") throw new Error("The option is not a text.");
  return (rule.pattern?.test(text) ?? true) && text.length <= (rule.maxLength ?? Infinity);
}

it("names in the types exactly what is read", () => {
  expectTypeOf<keyof ServiceOptions>().toEqualTypeOf<keyof typeof serviceOptions>();
  expectTypeOf<keyof ResourcesOptions>().toEqualTypeOf<keyof typeof resourcesOptions>();
  expectTypeOf<keyof FunctionOptions>().toEqualTypeOf<keyof typeof functionOptions>();
  expectTypeOf<keyof AppOptions>().toEqualTypeOf<keyof typeof appOptions>();
  expectTypeOf<keyof AwsEnvironmentOptions>().toEqualTypeOf<keyof typeof environmentOptions>();
});

it("reads times as seconds", () => {
  expectTypeOf<AppProperties["environments"][string]["functions"]>().toExtend<
    { readonly timeout?: number } | undefined
  >();
});

it("keeps to what Lambda allows", () => {
  expect(functionOptions.memory.rule).toMatchObject({ min: 128, max: 10_240 });
  expect(functionOptions.timeout.rule).toMatchObject({ min: 1, max: 900 });
  expect(functionOptions.concurrency.rule).toMatchObject({ min: 0 });
});

describe("names", () => {
  it.each(["shop", "shop-2", "a"])("of an app may be %s", (name) => expect(accepts(appOptions.name, name)).toBe(true));

  it.each([
    "",
    "Shop",
    "2shop",
    "shop-",
    "-shop",
    "shop--2",
    "shop_2",
    "größe",
    "shop ",
    "a".repeat(33),
    "${AWS::Region}",
  ])("of an app may not be %s", (name) => expect(accepts(appOptions.name, name)).toBe(false));

  it.each(["Orders.incoming", "Orders", "orders-incoming_2"])("that pin a resource may be %s", (id) => {
    expect(accepts(resourceOptions.id, id)).toBe(true);
  });

  it.each([
    "",
    ".",
    "Orders.",
    "Orders..incoming",
    "__proto__",
    "1",
    "Orders/incoming",
    "{{resolve:x}}",
    "a".repeat(129),
  ])("that pin a resource may not be %s", (id) => expect(accepts(resourceOptions.id, id)).toBe(false));

  it.each([
    ["eu-central-1", true],
    ["us-gov-west-1", true],
    ["eu-central", false],
    ["EU-CENTRAL-1", false],
  ])("of a region: %s is one: %s", (region, fine) => expect(accepts(environmentOptions.region, region)).toBe(fine));

  it.each([
    ["123456789012", true],
    ["12345678901", false],
    ["1234567890123", false],
  ])("of an account: %s is one: %s", (account, fine) =>
    expect(accepts(environmentOptions.account, account)).toBe(fine),
  );
});

describe("defineApp", () => {
  it("returns what it is given", () => {
    const options = { name: "shop", environments: { local: { target: "local" } } } as const;
    expect(defineApp(options)).toBe(options);
  });
});
