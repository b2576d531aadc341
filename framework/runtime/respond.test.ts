import { describe, expect, expectTypeOf, it } from "vitest";
import { HttpError, isResponse, respond, type HttpResponse } from "./respond.ts";

describe("respond", () => {
  it("is recognised, with its type", () => {
    const response = respond(201, { id: "1" }, { location: "/1" });
    expectTypeOf(response).toEqualTypeOf<HttpResponse<{ id: string }>>();
    expect(isResponse(response)).toBe(true);
    expect(response).toMatchObject({ status: 201, body: { id: "1" }, headers: { location: "/1" } });
  });

  it("refuses what is no status", () => {
    for (const status of [0, 100, 199, 600, 200.5, Number.NaN]) expect(() => respond(status)).toThrow(RangeError);
  });

  it("is no plain value of the same form", () => {
    expect(isResponse({ status: 200, body: 1, headers: {} })).toBe(false);
    expect([null, undefined, "text", 1].some(isResponse)).toBe(false);
  });
});

describe("HttpError", () => {
  it("carries status, message, code, details and cause", () => {
    const cause = new Error("inner");
    const error = new HttpError(409, "Sold out.", { code: "out_of_stock", details: { left: 0 }, cause });
    expect(error).toMatchObject({ name: "HttpError", status: 409, message: "Sold out.", code: "out_of_stock" });
    expect(error).toMatchObject({ details: { left: 0 }, cause });
    expect(error).toBeInstanceOf(Error);
  });

  it("is recognised", () => {
    expect(HttpError.is(new HttpError(400, "no"))).toBe(true);
    expect([new Error("no"), null, { status: 400 }].some((value) => HttpError.is(value))).toBe(false);
  });
});
