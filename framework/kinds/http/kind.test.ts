import { describe, expect, expectTypeOf, it } from "vitest";
import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Environment, PlannedTrigger } from "../../model/plan.ts";
import type { functionOptions } from "../../options.ts";
import type { RouteOptions } from "./decorator.ts";
import { http } from "./kind.ts";
import type { routeOptions, RouteProperties } from "./options.ts";
import { checkRoute, checkRoutes } from "./rules.ts";

const sandbox: Environment = {
  name: "dev",
  target: "aws",
  account: "123456789012",
  region: "eu-central-1",
  posture: "sandbox",
};

function check(properties: RouteProperties): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  checkRoute(properties, (finding, occurrence) => found.push(diagnose(finding, occurrence)));
  return found;
}

function checkAll(routes: readonly RouteProperties[], environment = sandbox): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const triggers = routes.map((properties, index): PlannedTrigger<RouteProperties> => ({
    id: `Shop.handler${index}`,
    kind: "http",
    decorator: "Get",
    tier: "edge",
    logicalId: `ShopHandler${index}`,
    handler: `Shop.handler${index}`,
    function: `Shop.handler${index}`,
    resource: "http",
    properties,
    contracts: [],
    declaredAt: { file: "shop.ts", line: index + 1, column: 3, length: 5 },
  }));
  checkRoutes(triggers, environment, (finding, occurrence) => found.push(diagnose(finding, occurrence)));
  return found;
}

const open = (method: string, path: string): RouteProperties => ({ method, path, auth: "none" });

describe("a route on its own", () => {
  it("is refused with the path that was meant", () => {
    expect(check(open("GET", "/orders/{id}"))).toEqual([]);
    expect(check(open("GET", "/orders/:id"))).toMatchObject([{ code: "IFFC2404", hint: "Write `/orders/{id}`." }]);
    expect(check(open("GET", "/{id}.json"))).toMatchObject([
      { code: "IFFC2404", hint: expect.stringContaining("braces") },
    ]);
  });

  it.each([
    [0, ["IFFC2405"]],
    [1, []],
    [50, []],
    [51, ["IFFC2405"]],
  ])("with %i audiences", (length, codes) => {
    const audience = Array.from({ length }, (_, index) => `shop${index}`);
    const found = check({ method: "GET", path: "/", auth: { issuer: "https://login.example.com", audience } });
    expect(found.map(({ code }) => code)).toEqual(codes);
  });

  it("gives a function less time than API Gateway waits", () => {
    expect(http.triggers[0]?.timeout).toEqual({ default: 10, max: 29 });
  });
});

describe("who may call", () => {
  const silent: RouteProperties = { method: "GET", path: "/orders" };

  it.each([
    ["local", "warning"],
    ["sandbox", "warning"],
    ["protected", "error"],
  ] as const)("must be said: in a %s environment silence is a %s", (posture, severity) => {
    const [found, ...others] = checkAll([open("GET", "/health"), silent], { ...sandbox, posture });
    expect(found).toMatchObject({
      code: "IFFC2401",
      severity,
      message: expect.stringContaining("GET /orders"),
      at: { line: 2 },
    });
    expect(others).toEqual([]);
  });

  it("is said by any value", () => {
    const auth = { issuer: "https://login.example.com", audience: ["shop"] };
    const routes = [silent, silent, silent].map((route, index) => ({ ...route, path: `/${index}` }));
    const said = (["none", "iam", auth] as const).map((value, index) => ({
      ...(routes[index] ?? silent),
      auth: value,
    }));
    expect(checkAll(said, { ...sandbox, posture: "protected" })).toEqual([]);
  });
});

describe("routes together", () => {
  it("are told apart by method and by shape", () => {
    const routes = [
      open("GET", "/orders"),
      open("POST", "/orders"),
      open("GET", "/orders/{id}"),
      open("GET", "/orders/new"),
    ];
    expect(checkAll(routes)).toEqual([]);
  });

  it("cannot differ by the names of their parameters alone: both places are named", () => {
    expect(checkAll([open("GET", "/orders/{id}"), open("GET", "/orders/{number}")])).toEqual([
      expect.objectContaining({
        code: "IFFC2402",
        severity: "error",
        message: "GET /orders/{number} is the same route as GET /orders/{id}.",
        at: expect.objectContaining({ line: 2 }),
        related: [{ message: "Shop.handler0 answers GET /orders/{id}", at: expect.objectContaining({ line: 1 }) }],
      }),
    ]);
  });

  it("should not leave in doubt which one answers", () => {
    const [found] = checkAll([open("GET", "/files/{path+}"), open("GET", "/files/{name}")]);
    expect(found).toMatchObject({ code: "IFFC2403", severity: "warning", related: [{ at: { line: 1 } }] });
  });
});

it("types and reads the same options", () => {
  type Read = keyof typeof routeOptions | keyof typeof functionOptions;
  expectTypeOf<keyof RouteOptions>().toEqualTypeOf<Read>();
  expectTypeOf<NonNullable<RouteOptions["auth"]>>().toExtend<RouteProperties["auth"]>();
});
