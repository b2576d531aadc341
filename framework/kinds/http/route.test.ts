import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareRoutes, faultOfPath, readPath, type Part } from "./route.ts";

describe("a path", () => {
  it.each(["/", "/orders", "/orders/{id}", "/orders/{id}/lines/{line-no}", "/files/{path+}", "/.well-known/a_b~c"])(
    "is fine: %s",
    (path) => expect(faultOfPath(path)).toBeUndefined(),
  );

  it.each([
    ["/orders/", "/orders"],
    ["//orders", "/orders"],
    ["/orders//{id}", "/orders/{id}"],
    ["//", "/"],
    ["/orders/:id", "/orders/{id}"],
    ["/files/*", "/files/{path+}"],
    ["/files/**/", "/files/{path+}"],
  ])("is refused with what was meant: %s → %s", (path, instead) => {
    expect(faultOfPath(path)).toMatchObject({ instead });
    expect(faultOfPath(instead)).toBeUndefined();
  });

  it.each([
    "/orders/{id}.json",
    "/orders/{}",
    "/orders/{id",
    "/orders/{__proto__}",
    "/orders/{9}",
    "/orders/{a b}",
    "/a%2fb",
    "/a?b=c",
    "/../a",
    "/./a",
    "/größe",
  ])("is refused: %s", (path) => {
    expect(faultOfPath(path)).toBeDefined();
    expect(faultOfPath(path)).not.toHaveProperty("instead");
  });

  it("has nothing after the rest", () => {
    expect(faultOfPath("/{path+}/edit")).toEqual({ message: "Nothing can come after {path+}." });
  });

  it("has each parameter once", () => {
    expect(faultOfPath("/{id}/lines/{id}")).toEqual({ message: "The parameter {id} is in the path twice." });
  });
});

describe("two routes", () => {
  it.each([
    ["/orders/{id}", "/orders/{number}", "same"],
    ["/", "/", "same"],
    ["/{a+}", "/{b+}", "same"],
    ["/orders", "/orders/{id}", "none"],
    ["/orders", "/Orders", "none"],
    ["/files/{path+}", "/files", "none"],
    ["/", "/{path+}", "none"],
    ["/orders/latest", "/orders/{id}", "ordered"],
    ["/{path+}", "/orders", "ordered"],
    ["/files/{path+}", "/files/{name}/edit", "ordered"],
    ["/a/{p+}", "/a/b/{q+}", "ordered"],
    ["/{shop}/orders", "/berlin/{list}", "ambiguous"],
    ["/files/{path+}", "/files/{name}", "ambiguous"],
    ["/{a+}", "/{b}/{c+}", "ambiguous"],
    ["/{a}/x/{b+}", "/y/{c+}", "ambiguous"],
  ])("%s and %s: %s", (left, right, overlap) => {
    expect(compareRoutes(readPath(left), readPath(right))).toBe(overlap);
    expect(compareRoutes(readPath(right), readPath(left))).toBe(overlap);
  });

  const part = fc.constantFrom("a", "b", "{x}");
  const route = fc
    .tuple(fc.array(part, { maxLength: 3 }), fc.boolean())
    .map(([parts, rest]) => readPath(`/${[...parts, ...(rest ? ["{r+}"] : [])].join("/")}`));

  it("overlap exactly where some request fits both", () => {
    fc.assert(
      fc.property(route, route, (left, right) => {
        const both = requests.filter((request) => fits(left, request) && fits(right, request));
        expect(compareRoutes(left, right) === "none").toBe(both.length === 0);
      }),
    );
  });

  it("are the same exactly where every request fits both or neither", () => {
    fc.assert(
      fc.property(route, route, (left, right) => {
        const differ = requests.some((request) => fits(left, request) !== fits(right, request));
        expect(compareRoutes(left, right) === "same").toBe(!differ);
      }),
    );
  });
});

/** Every request of up to five parts out of three letters, of which no route of the test knows the last. */
const requests = Array.from({ length: 6 }, (_, length) => length).flatMap((length) =>
  Array.from({ length: 3 ** length }, (_, number) =>
    Array.from({ length }, (__, index) => "abc"[Math.floor(number / 3 ** index) % 3] as string),
  ),
);

function fits(route: readonly Part[], request: readonly string[]): boolean {
  const rest = route.at(-1)?.type === "rest";
  if (rest ? request.length < route.length : request.length !== route.length) return false;
  return route.every(({ type, text }, index) => type !== "fixed" || text === request[index]);
}
