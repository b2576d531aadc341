import { describe, expect, it } from "vitest";
import { answerOf } from "./answer.ts";

const answer = (value: unknown) => answerOf({ ok: true, payload: JSON.stringify(value) });
const json = { "content-type": "application/json" };
const text = { "content-type": "text/plain;charset=UTF-8" };
const internalError = { status: 500, headers: json, body: '{"message":"Internal Server Error"}' };

describe("what a function returns", () => {
  it.each([
    ["an object", { id: 7 }, '{"id":7}'],
    ["a list", [1, 2], "[1,2]"],
    ["a text", "hello", "hello"],
    ["a number", 7, "7"],
    ["nothing", null, "null"],
  ])("is taken for the body where it is %s", (_, value, body) => {
    expect(answer(value)).toEqual({ status: 200, headers: json, body });
  });

  it("is taken as it says where it has a status code", () => {
    const headers = { "Content-Type": "text/html", "X-Count": 7, "X-Flag": true };
    expect(answer({ statusCode: 201, headers, body: "<p>", cookies: ["a=1", "b=2; Secure"] })).toEqual({
      status: 201,
      headers: { "content-type": "text/html", "x-count": "7", "x-flag": "true", "set-cookie": ["a=1", "b=2; Secure"] },
      body: "<p>",
    });
    expect(answer({ statusCode: "204" })).toEqual({ status: 204, headers: text, body: "" });
    expect(answer({ statusCode: 200, body: null })).toEqual({ status: 200, headers: text, body: "" });
  });

  it("is decoded where it is base64", () => {
    expect(answer({ statusCode: 200, body: "AP8=", isBase64Encoded: true }).body).toEqual(Buffer.from([0, 255]));
  });

  it("cannot set headers that belong to the connection, or break out of one", () => {
    const headers = {
      connection: "close",
      "Content-Length": "1",
      "x-bad": "a\r\nset-cookie: b",
      "x-list": ["a"],
      ok: "é",
    };
    expect(answer({ statusCode: 200, headers })).toEqual({ status: 200, headers: { ...text, ok: "é" }, body: "" });
  });

  it.each([
    ["a status that is none", { statusCode: "ok" }],
    ["a status out of range", { statusCode: 99 }],
    ["a body that is no text", { statusCode: 200, body: { id: 7 } }],
    ["headers that are a list", { statusCode: 200, headers: [] }],
    ["cookies that are no list", { statusCode: 200, cookies: "a=1" }],
  ])("is an error where it has %s", (_, value) => expect(answer(value)).toEqual(internalError));
});

describe("an invocation that failed", () => {
  it.each(["handler", "timeout", "crash", "init"] as const)("is a 500 that says nothing (%s)", (reason) => {
    expect(answerOf({ ok: false, reason, payload: '{"errorMessage":"secret"}' })).toEqual(internalError);
  });

  it("is a 503 where the function has no room", () => {
    expect(answerOf({ ok: false, reason: "throttled", payload: "{}" })).toEqual({
      status: 503,
      headers: json,
      body: '{"message":"Service Unavailable"}',
    });
  });
});
