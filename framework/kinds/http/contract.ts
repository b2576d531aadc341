import { describe, expect, test } from "vitest";

/** The routes of the API that {@link httpContract} calls; all start {@link contractHandler}. */
export const contractRoutes = [
  "GET /orders/new",
  "HEAD /orders/new",
  "GET /orders/{id}",
  "GET /files/{rest+}",
  "POST /orders",
  "PUT /orders/{id}",
] as const;

/** The function behind those routes, as an expression of CommonJS: it answers its event, or whatever a header says. */
export const contractHandler = `async (event) => {
  const { "x-answer": answer } = event.headers;
  if (answer === "throw") throw new Error("a secret");
  return answer ? JSON.parse(Buffer.from(answer, "base64")) : event;
}`;

/** The parts of an event that the tests look at one by one. */
interface ContractEvent {
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly requestContext: { readonly timeEpoch: number; readonly http: { readonly sourceIp: string } };
}

/** Headers that make the function return the value. */
function answering(value: unknown): Record<string, string> {
  return { "x-answer": Buffer.from(JSON.stringify(value)).toString("base64") };
}

/**
 * What code may rely on in the app's HTTP API. It holds for the embedded one and for API Gateway: each test needs
 * nothing but the address of an API with {@link contractRoutes}.
 */
export function httpContract(url: () => string): void {
  const get = (path: string, headers: Record<string, string> = {}) => fetch(url() + path, { headers });
  const eventOf = async (path: string, init: RequestInit = {}) =>
    (await (await fetch(url() + path, init)).json()) as ContractEvent;
  const failure = async (response: Response) => [response.status, await response.json()];

  describe("an event", () => {
    test("says what was asked", async () => {
      const event = await eventOf("/orders/7?a=1&b=x%20y&a=2", {
        headers: { "X-Own": "one", "user-agent": "contract" },
      });
      expect(event).toMatchObject({
        version: "2.0",
        routeKey: "GET /orders/{id}",
        rawPath: "/orders/7",
        rawQueryString: "a=1&b=x%20y&a=2",
        queryStringParameters: { a: "1,2", b: "x y" },
        pathParameters: { id: "7" },
        headers: { "x-own": "one", host: new URL(url()).host },
        isBase64Encoded: false,
        requestContext: {
          http: { method: "GET", path: "/orders/7", protocol: "HTTP/1.1", userAgent: "contract" },
          routeKey: "GET /orders/{id}",
          stage: "$default",
          time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/u),
        },
      });
      expect(event.requestContext.http.sourceIp).toMatch(/^[\d.:a-f]+$/u);
      expect(Math.abs(event.requestContext.timeEpoch - Date.now())).toBeLessThan(300_000);
    });

    test("leaves out what the request has not", async () => {
      const event = await eventOf("/orders/new");
      for (const name of ["body", "cookies", "pathParameters", "queryStringParameters"])
        expect(event).not.toHaveProperty(name);
      expect(event.rawQueryString).toBe("");
    });

    test("has cookies apart from the headers", async () => {
      const event = await eventOf("/orders/new", { headers: { cookie: "a=1; b=2" } });
      expect(event.cookies).toEqual(["a=1", "b=2"]);
      expect(event.headers).not.toHaveProperty("cookie");
    });

    test.each(["application/json", "application/json; charset=utf-8", "text/plain", "application/xml"])(
      "has a body of %s as text",
      async (type) => {
        const event = await eventOf("/orders", {
          method: "POST",
          body: '{"é":"🙂"}',
          headers: { "content-type": type },
        });
        expect([event.body, event.isBase64Encoded]).toEqual(['{"é":"🙂"}', false]);
      },
    );

    test.each(["application/octet-stream", "application/x-www-form-urlencoded", "image/png"])(
      "has a body of %s in base64",
      async (type) => {
        const body = Buffer.from([0, 255, 128]);
        const event = await eventOf("/orders", { method: "POST", body, headers: { "content-type": type } });
        expect([event.body, event.isBase64Encoded]).toEqual([body.toString("base64"), true]);
      },
    );

    test("has its path decoded once", async () => {
      const event = await eventOf("/orders/a%20b%252F");
      expect([event.rawPath, event.pathParameters]).toEqual(["/orders/a b%2F", { id: "a b%2F" }]);
    });

    test("has its path decoded before routes are compared", async () => {
      expect(await failure(await get("/orders/a%2Fb"))).toEqual([404, { message: "Not Found" }]);
      expect((await eventOf("/files/a%2Fb.txt")).pathParameters).toEqual({ rest: "a/b.txt" });
    });

    test("has all that a greedy parameter takes", async () => {
      expect((await eventOf("/files/a/b.txt")).pathParameters).toEqual({ rest: "a/b.txt" });
    });
  });

  describe("an answer", () => {
    test("is what the function says", async () => {
      const answer = { statusCode: 418, headers: { "x-own": "one", "content-type": "text/teapot" }, body: "short" };
      const response = await get("/orders/new", answering({ ...answer, cookies: ["a=1", "b=2"] }));
      expect([response.status, await response.text()]).toEqual([418, "short"]);
      expect([response.headers.get("x-own"), response.headers.get("content-type")]).toEqual(["one", "text/teapot"]);
      expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    });

    test("is JSON with status 200 where the function says no status", async () => {
      const response = await get("/orders/new", answering({ id: 7 }));
      expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
      expect(await response.json()).toEqual({ id: 7 });
    });

    test("to a HEAD request is its status and headers", async () => {
      const headers = answering({ statusCode: 201, headers: { "x-own": "one" }, body: "text" });
      const response = await fetch(`${url()}/orders/new`, { method: "HEAD", headers });
      expect([response.status, response.headers.get("x-own"), await response.text()]).toEqual([201, "one", ""]);
    });

    test("may be bytes", async () => {
      const body = Buffer.from([0, 255, 128]);
      const answer = { statusCode: 200, isBase64Encoded: true, body: body.toString("base64") };
      const response = await get("/orders/new", answering(answer));
      expect(Buffer.from(await response.arrayBuffer())).toEqual(body);
    });
  });

  describe("a failure", () => {
    test.each(["/nowhere", "/orders/7/", "/Orders/7"])("is 404 for %s", async (path) => {
      expect(await failure(await get(path))).toEqual([404, { message: "Not Found" }]);
    });

    test("is 404 for another method", async () => {
      const response = await fetch(`${url()}/orders/7`, { method: "DELETE" });
      expect(await failure(response)).toEqual([404, { message: "Not Found" }]);
      expect((await fetch(`${url()}/orders/7`, { method: "HEAD" })).status).toBe(404);
    });

    test("is 500 and says nothing where the function throws", async () => {
      const response = await get("/orders/new", { "x-answer": "throw" });
      expect(await failure(response)).toEqual([500, { message: "Internal Server Error" }]);
    });
  });
}
