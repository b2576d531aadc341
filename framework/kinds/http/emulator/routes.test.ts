import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileRoutes } from "./routes.ts";

const find = compileRoutes(
  [
    "/",
    "/orders",
    "/orders/new",
    "/orders/{id}",
    "/orders/{id}/items",
    "/orders/{id}/items/{item-no}",
    "/a:b/{x}",
    "/files/{rest+}",
    "/files/readme",
    "/café",
    "/{first}/x/y",
  ].map((path) => ({ method: "GET", path })),
);

function match(path: string, method = "GET") {
  const found = find(method, path);
  return found && [found.route.path, found.parameters];
}

describe("a path", () => {
  it.each([
    ["/", "/", {}],
    ["/orders", "/orders", {}],
    ["/orders/new", "/orders/new", {}],
    ["/orders/7", "/orders/{id}", { id: "7" }],
    ["/orders/newer", "/orders/{id}", { id: "newer" }],
    ["/orders/7/items/8", "/orders/{id}/items/{item-no}", { id: "7", "item-no": "8" }],
    ["/orders/new/items", "/orders/{id}/items", { id: "new" }],
    ["/a:b/c", "/a:b/{x}", { x: "c" }],
    ["/files/readme", "/files/readme", {}],
    ["/files/a", "/files/{rest+}", { rest: "a" }],
    ["/files/a/b//c/", "/files/{rest+}", { rest: "a/b//c/" }],
    ["/z/x/y", "/{first}/x/y", { first: "z" }],
    ["/café", "/café", {}],
    ["/orders/a b?c=d#e;f", "/orders/{id}", { id: "a b?c=d#e;f" }],
    ["/orders/%2F", "/orders/{id}", { id: "%2F" }],
    ["/orders/__proto__", "/orders/{id}", { id: "__proto__" }],
  ])("%s is answered by %s", (path, route, parameters) => {
    expect(match(path)).toEqual([route, parameters]);
  });

  it.each([
    "/orders/",
    "/orders//",
    "/Orders",
    "/files",
    "/files/",
    "/nowhere",
    "//orders",
    "/orders/7/items/",
    "/orders//items",
  ])("%s is answered by none", (path) => expect(match(path)).toBeUndefined());

  it("is answered for its own method only", () => {
    expect([match("/orders", "POST"), match("/orders", "HEAD")]).toEqual([undefined, undefined]);
  });

  it("of whatever form never throws, and parameters hold what was sent", () => {
    fc.assert(fc.property(fc.webPath(), (path) => void match(`/${path}`)));
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (id) => {
        fc.pre(id !== "new" && !id.includes("/"));
        expect(match(`/orders/${id}`)).toEqual(["/orders/{id}", { id }]);
      }),
    );
  });

  it("may be as long as a request can be", () => {
    const id = "x".repeat(9000);
    expect(match(`/orders/${id}`)).toEqual(["/orders/{id}", { id }]);
  });

  it("that two routes would answer goes to the later one", () => {
    const routes = ["/orders/{id}", "/orders/{number}"].map((path) => ({ method: "GET", path }));
    expect(compileRoutes(routes)("GET", "/orders/7")?.parameters).toEqual({ number: "7" });
  });
});
