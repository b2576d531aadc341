import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { functionName, logicalIdOf, resourceName, variableName } from "./names.ts";

const identifier = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,90}$/u);
const id = fc.tuple(identifier, identifier).map(([owner, member]) => `${owner}.${member}`);

describe("names", () => {
  it("reads as one would write them", () => {
    expect(logicalIdOf("Orders.incoming")).toBe("OrdersIncoming");
    expect(functionName("shop", "dev", "Orders.place")).toBe("shop-dev-Orders-place");
    expect(resourceName("shop", "dev", "Orders.bySku")).toBe("shop-dev-orders-by-sku");
    expect(variableName("Orders.incomingMessages", "url")).toBe("ORDERS_INCOMING_MESSAGES_URL");
  });

  it("stays within what AWS takes, the same every time", () => {
    fc.assert(
      fc.property(identifier, id, (app, name) => {
        expect(functionName(app, "dev", name)).toMatch(/^[A-Za-z0-9-_]{1,64}$/u);
        expect(resourceName(app, "dev", name)).toMatch(/^[a-z0-9-]{1,48}$/u);
        expect(logicalIdOf(name)).toMatch(/^[A-Za-z0-9]+$/u);
        expect(variableName(name, "url")).toMatch(/^[A-Z][A-Z0-9_]+$/u);
        expect(functionName(app, "dev", name)).toBe(functionName(app, "dev", name));
      }),
    );
  });

  it("keeps long names apart", () => {
    fc.assert(
      fc.property(fc.uniqueArray(id, { minLength: 2, maxLength: 20 }), (names) => {
        const long = names.map((name) => functionName("a".repeat(60), "dev", name));
        expect(new Set(long).size).toBe(names.length);
      }),
    );
  });
});
