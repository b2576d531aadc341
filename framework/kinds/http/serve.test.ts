import { Ajv } from "ajv";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ServedHandler, Validator } from "../../runtime/handler.ts";
import { HttpError, respond } from "../../runtime/respond.ts";
import type { HttpRequest } from "./decorator.ts";
import type { HttpEvent, HttpResult } from "./event.ts";
import type { RouteProperties } from "./options.ts";
import { serve } from "./serve.ts";

const context = { awsRequestId: "r-1", functionName: "f", getRemainingTimeInMillis: () => 10_000 };

const object = (properties: object, required: string[] = []) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
/** Compiles as the build does. */
const closed = (schema: object): Validator => new Ajv({ allErrors: true, strict: false }).compile(schema);
const textual = (schema: object): Validator =>
  new Ajv({ allErrors: true, strict: false, coerceTypes: "array" }).compile(schema);

const newOrder = closed(
  object({ sku: { type: "string" }, quantity: { type: "integer", minimum: 1 }, gift: { type: "boolean" } }, [
    "sku",
    "quantity",
  ]),
);

type Handler = ServedHandler<RouteProperties>;

function route(
  key: string,
  invoke: (request: HttpRequest) => unknown,
  validators: Handler["validators"] = {},
): Handler {
  const [method = "", path = ""] = key.split(" ");
  return {
    id: "Orders.handle",
    invoke: (request) => invoke(request as HttpRequest),
    properties: { method, path },
    validators,
  };
}

function post(body: unknown, event: Partial<HttpEvent> = {}): HttpEvent {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const headers = { "content-type": "application/json" };
  return { routeKey: "POST /orders", rawPath: "/orders", headers, body: text, isBase64Encoded: false, ...event };
}

function get(event: Partial<HttpEvent> = {}): HttpEvent {
  return { routeKey: "GET /orders", rawPath: "/orders", headers: {}, ...event };
}

async function answer(handler: Handler, event: unknown): Promise<HttpResult> {
  return (await serve([handler])(event, context)) as HttpResult;
}

/** The status, and the body as data. */
async function outcome(handler: Handler, event: unknown): Promise<{ status: number; body: unknown }> {
  const { statusCode, body } = await answer(handler, event);
  return { status: statusCode, body: body === undefined ? undefined : JSON.parse(body) };
}

const failure = (code: string, rest: object = {}) => ({
  error: { code, message: expect.any(String), requestId: "r-1", ...rest },
});
const echo = route("POST /orders", ({ body }) => body, { body: newOrder });
const echoQuery = (schema: object) => route("GET /orders", ({ query }) => query, { query: textual(schema) });

let logged: unknown[];
beforeEach(() => {
  logged = [];
  vi.spyOn(process.stdout, "write").mockImplementation((line) => logged.push(JSON.parse(String(line))) > 0);
});
afterEach(() => vi.restoreAllMocks());

describe("a request", () => {
  it("reaches the handler with all its parts", async () => {
    const seen: HttpRequest[] = [];
    const handler = route("GET /orders/{id}", (request) => seen.push(request));
    await answer(handler, {
      ...get({ routeKey: "GET /orders/{id}", rawPath: "/orders/a b", rawQueryString: "tag=a%20b&tag=c+d&empty=&=x" }),
      headers: { host: "example.com" },
      cookies: ["a=1", "b=2"],
      pathParameters: { id: "a b" },
      requestContext: { http: { method: "GET" }, authorizer: { jwt: { claims: { sub: "u-1" } } } },
    });
    expect(seen).toEqual([
      {
        method: "GET",
        rawPath: "/orders/a b",
        headers: { host: "example.com", cookie: "a=1; b=2" },
        path: { id: "a b" },
        query: { tag: "a b,c d", empty: "", "": "x" },
        body: undefined,
        requestId: "r-1",
        claims: { sub: "u-1" },
      },
    ]);
  });

  it("is told apart by its route", async () => {
    const handler = serve([route("GET /a", () => "a"), route("GET /{id}", () => "id")]);
    expect(await handler(get({ routeKey: "GET /{id}" }), context)).toMatchObject({ body: '"id"' });
    expect(await handler(get({ routeKey: "GET /a" }), context)).toMatchObject({ body: '"a"' });
    expect(await handler(get({ routeKey: "GET /b" }), context)).toMatchObject({ statusCode: 404 });
  });

  it("takes path parameters as API Gateway decoded them, once", async () => {
    const handler = route("GET /orders", ({ path }) => path, { path: textual(object({ id: { type: "string" } })) });
    expect(await outcome(handler, get({ pathParameters: { id: "50% %2F\u0000" } }))).toEqual({
      status: 200,
      body: { id: "50% %2F\u0000" },
    });
  });

  it("without a type of its body brings the text", async () => {
    const handler = route("POST /orders", ({ body }) => body);
    const headers = { "content-type": "text/csv" };
    expect(await outcome(handler, post("a;b", { headers }))).toEqual({ status: 200, body: "a;b" });
    expect(await outcome(handler, post("w7w=", { headers, isBase64Encoded: true }))).toEqual({
      status: 200,
      body: "ü",
    });
  });
});

describe("validation (R19)", () => {
  it("answers 400 with every faulty field and no value", async () => {
    const { status, body } = await outcome(echo, post({ quantity: "secret-value", gift: 1, extra: "secret-value" }));
    expect(status).toBe(400);
    expect(body).toEqual(
      failure("invalid_request", {
        details: expect.arrayContaining([
          { in: "body", field: "/sku", message: "is required" },
          { in: "body", field: "/extra", message: "is not known" },
          { in: "body", field: "/quantity", message: "must be integer" },
          { in: "body", field: "/gift", message: "must be boolean" },
        ]),
      }),
    );
    expect(JSON.stringify(body)).not.toContain("secret-value");
    expect(logged).toEqual([]);
  });

  it("requires a body where the type has one", async () => {
    expect(await outcome(echo, post(""))).toMatchObject({
      status: 400,
      body: failure("invalid_request", { details: expect.anything() }),
    });
  });

  it("reads numbers, booleans and lists from texts where the type wants them", async () => {
    const list = { type: "array", items: { type: "string" } };
    const query = object({ page: { type: "integer" }, ratio: { type: "number" }, all: { type: "boolean" }, tag: list });
    const read = (rawQueryString: string) => outcome(echoQuery(query), get({ rawQueryString }));
    expect(await read("page=2&ratio=-0.5&all=true&tag=a")).toEqual({
      status: 200,
      body: { page: 2, ratio: -0.5, all: true, tag: ["a"] },
    });
    expect(await read("tag=a,b&tag=c")).toEqual({ status: 200, body: { tag: ["a,b", "c"] } });
    for (const wrong of ["page=", "page=1.5", "page=a", "ratio=Infinity", "ratio=-1e999", "all=yes", "page=1&page=2"]) {
      expect(await read(wrong)).toMatchObject({ status: 400 });
    }
  });

  it.each([
    ["a=%", "%"],
    ["a=%zz", "%zz"],
    ["a=%C3%28", "invalid UTF-8"],
  ])("refuses the query %s (R17)", async (rawQueryString) => {
    expect(
      await outcome(
        route("GET /orders", () => "ok"),
        get({ rawQueryString }),
      ),
    ).toMatchObject({ status: 400 });
  });
});

describe("a query", () => {
  it("cannot change a prototype", async () => {
    const handler = route("GET /orders", ({ query }) => Object.keys(Object.assign({}, query)));
    expect(await outcome(handler, get({ rawQueryString: "__proto__=1&__proto__=2&constructor=3" }))).toEqual({
      status: 200,
      body: ["constructor"],
    });
  });
});

describe("a body (R15)", () => {
  it("is read from base64", async () => {
    const body = Buffer.from('{"sku":"ü","quantity":1}').toString("base64");
    expect(await outcome(echo, post(body, { isBase64Encoded: true }))).toEqual({
      status: 200,
      body: { sku: "ü", quantity: 1 },
    });
  });

  it.each([
    ["what is not JSON", post("{")],
    ["what is not base64, though it says so", post('{"sku":"a","quantity":1}', { isBase64Encoded: true })],
    ["base64 that does not say so", post(Buffer.from('{"sku":"a","quantity":1}').toString("base64"))],
    ["what is not UTF-8", post(Buffer.from([0x22, 0xff, 0x22]).toString("base64"), { isBase64Encoded: true })],
    [
      "compressed bytes, which are never inflated",
      post("H4sIAAAAAAAAA6tWKs5OTVGyUkpUqgUAW3lb5A8AAAA=", { isBase64Encoded: true }),
    ],
    ["a prototype", post('{"sku":"a","quantity":1,"__proto__":{"admin":true}}')],
    ["an escaped prototype", post('{"sku":"a","quantity":1,"\\u005f_proto__":{}}')],
    ["a prototype by way of the constructor", post('{"sku":"a","quantity":1,"constructor":{"prototype":{}}}')],
    ["endless nesting", post("[".repeat(100_000) + "]".repeat(100_000))],
  ])("refuses %s", async (_, event) => {
    expect(await outcome(echo, event)).toMatchObject({ status: 400 });
  });

  it("is measured by its bytes, whatever its headers say", async () => {
    const headers = { "content-type": "application/json", "content-length": "2" };
    const tooLarge = JSON.stringify("ü".repeat(3_145_728));
    expect(await outcome(echo, post(tooLarge, { headers }))).toEqual({ status: 413, body: failure("body_too_large") });
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=application/json"])(
    "of the type %s is refused where JSON is expected",
    async (type) => {
      expect(await outcome(echo, post({ sku: "a", quantity: 1 }, { headers: { "content-type": type } }))).toEqual({
        status: 415,
        body: failure("unsupported_media_type"),
      });
    },
  );

  it("may be of any JSON type, or name none", async () => {
    for (const headers of [{}, { "content-type": "Application/merge-patch+json ; charset=utf-8" }]) {
      expect(await outcome(echo, post({ sku: "a", quantity: 1 }, { headers }))).toMatchObject({ status: 200 });
    }
  });
});

describe("an answer", () => {
  const returning = (result: unknown) => route("POST /orders", () => result);

  it("is 200 with JSON for a value, null included", async () => {
    expect(await answer(returning(Promise.resolve({ id: 1 })), post(""))).toEqual({
      statusCode: 200,
      headers: { "content-type": "application/json" },
      body: '{"id":1}',
    });
    expect(await outcome(returning(null), post(""))).toEqual({ status: 200, body: null });
  });

  it("is 204 for undefined, and 404 where something was asked for", async () => {
    expect(await answer(returning(undefined), post(""))).toEqual({ statusCode: 204 });
    expect(
      await outcome(
        route("GET /orders", () => undefined),
        get(),
      ),
    ).toEqual({ status: 404, body: failure("not_found") });
  });

  it("is what respond says", async () => {
    const headers = { Location: "/orders/1", "Set-Cookie": ["a=1", "b=2"], vary: ["accept", "origin"] };
    expect(await answer(returning(respond(201, { id: 1 }, headers)), post(""))).toEqual({
      statusCode: 201,
      cookies: ["a=1", "b=2"],
      body: '{"id":1}',
      headers: { "content-type": "application/json", location: "/orders/1", vary: "accept,origin" },
    });
    expect(await answer(returning(respond(304)), post(""))).toEqual({ statusCode: 304, headers: {} });
    expect(await answer(returning(respond(200, "<p>", { "Content-Type": "text/html" })), post(""))).toEqual({
      statusCode: 200,
      headers: { "content-type": "text/html" },
      body: "<p>",
    });
    expect(await answer(returning(respond(200, new Uint8Array([0, 255]).subarray(1))), post(""))).toEqual({
      statusCode: 200,
      headers: { "content-type": "application/octet-stream" },
      body: "/w==",
      isBase64Encoded: true,
    });
  });

  it("is what an HttpError says", async () => {
    const error = new HttpError(409, "Sold out.", {
      code: "out_of_stock",
      details: { left: 0 },
      cause: new Error("inner"),
    });
    expect(await outcome(returning(Promise.reject(error)), post(""))).toEqual({
      status: 409,
      body: { error: { code: "out_of_stock", message: "Sold out.", requestId: "r-1", details: { left: 0 } } },
    });
    expect(logged).toEqual([]);
  });

  it("says nothing of any other error, and logs it", async () => {
    const { status, body } = await outcome(returning(Promise.reject(new Error("password=hunter2\n{}"))), post(""));
    expect({ status, body }).toEqual({ status: 500, body: failure("internal_error") });
    expect(JSON.stringify(body)).not.toContain("hunter2");
    expect(logged).toMatchObject([
      {
        level: "error",
        requestId: "r-1",
        handler: "Orders.handle",
        error: { name: "Error", message: "password=hunter2\n{}" },
      },
    ]);
  });

  const circular: Record<string, unknown> = {};
  circular["self"] = circular;
  it.each<[string, () => unknown, string]>([
    ["a cycle", () => circular, "response_not_json"],
    ["a big integer", () => ({ id: 1n }), "response_not_json"],
    ["a function", () => () => 1, "response_not_json"],
    ["too much", () => "x".repeat(6_291_455), "response_too_large"],
    [
      "too many bytes",
      () => respond(200, "ü".repeat(3_145_728), { "content-type": "text/plain" }),
      "response_too_large",
    ],
    [
      "an HttpError that cannot be sent",
      () => Promise.reject(new HttpError(400, "no", { details: 1n })),
      "internal_error",
    ],
    ["an HttpError without a status", () => Promise.reject(new HttpError(Number.NaN, "no")), "internal_error"],
  ])("is 500 with a code for %s (R16)", async (_, handle, code) => {
    expect(await outcome(route("POST /orders", handle), post(""))).toEqual({ status: 500, body: failure(code) });
    expect(logged).toHaveLength(1);
  });
});

describe("whatever comes in (P25)", () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.json(), fc.base64String());
  const events = fc.record(
    {
      routeKey: fc.constantFrom("POST /orders", "GET /orders", "GET /nothing"),
      rawPath: text,
      rawQueryString: fc.oneof(text, fc.webQueryParameters()),
      headers: fc.dictionary(
        fc.constantFrom("content-type", "host", "__proto__", "x"),
        fc.oneof(text, fc.constant("application/json")),
      ),
      pathParameters: fc.dictionary(fc.string(), text),
      body: fc.oneof(text, fc.constantFrom(null, undefined, '{"sku":"a","quantity":1}')),
      isBase64Encoded: fc.boolean(),
      requestContext: fc.record({ http: fc.record({ method: text }) }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  );
  const query = object({ page: { type: "number" }, tag: { type: "array", items: { type: "boolean" } } });
  const handler = serve([
    route("POST /orders", (request) => request, { body: newOrder }),
    route("GET /orders", (request) => request, { query: textual(query) }),
  ]);

  it("is answered, and never with a 5xx", async () => {
    await fc.assert(
      fc.asyncProperty(events, async (event) => {
        const { statusCode } = (await handler(event, context)) as HttpResult;
        expect(statusCode).toBeLessThan(500);
      }),
      { numRuns: 20_000, interruptAfterTimeLimit: 10_000 },
    );
  });
});
