import { afterEach, describe, expect, it, vi } from "vitest";
import { variable } from "./variable.ts";

afterEach(() => vi.unstubAllEnvs());

describe("variable", () => {
  it("is read whenever it is asked for", () => {
    vi.stubEnv("ORDERS_INCOMING_URL", "a");
    expect(variable("ORDERS_INCOMING_URL")).toBe("a");
    vi.stubEnv("ORDERS_INCOMING_URL", "b");
    expect(variable("ORDERS_INCOMING_URL")).toBe("b");
  });

  it("that is missing or empty is named", () => {
    expect(() => variable("ORDERS_INCOMING_URL")).toThrow("ORDERS_INCOMING_URL is not set: iffc sets it");
    vi.stubEnv("ORDERS_INCOMING_URL", "");
    expect(() => variable("ORDERS_INCOMING_URL")).toThrow("ORDERS_INCOMING_URL is not set:");
  });
});
