import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { Readable } from "node:stream";
import { runInThisContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { api as apiResource, plannedRoute } from "../../../../test/fakes/local-app.ts";
import { manualClock } from "../../../../test/fakes/manual-clock.ts";
import { type Caller, type Clock, type InvocationResult, WireError, type WireRequest } from "../../local.ts";
import { contractHandler, contractRoutes, httpContract } from "../contract.ts";
import { openApi } from "./api.ts";
import type { VerifyToken } from "./authorize.ts";

interface Options {
  /** What a function does; one that throws fails as Lambda says it. */
  readonly handler?: (event: Record<string, never>, functionId: string) => unknown;
  readonly invoke?: (functionId: string, payload: string) => Promise<InvocationResult>;
  readonly verify?: VerifyToken;
  readonly clock?: Clock;
}

const present: Clock = { ...manualClock(), now: () => Date.now() };

/** The emulator behind a server of its own. */
async function startApi({ handler = () => null, clock = present, verify = async () => undefined, ...rest }: Options) {
  const run = async (functionId: string, payload: string): Promise<InvocationResult> => {
    const [ended] = await Promise.allSettled([(async () => handler(JSON.parse(payload), functionId))()]);
    if (ended.status === "rejected") return { ok: false, reason: "handler", payload: "{}" };
    return { ok: true, payload: JSON.stringify(ended.value) ?? "null" };
  };
  const functions = { invoke: rest.invoke ?? run, enqueue: async () => {}, concurrency: () => 10 };
  const context = { folder: "", account: "000000000000", region: "eu-central-1", clock, functions, log: () => {} };
  const server = createServer((request, response) => {
    api.serve?.(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const api = openApi({ ...context, origin: () => origin }, verify);
  const attributes = await api.provision(apiResource);
  const route = async (key: string, auth: object | string = "none", id = key) => {
    const [method = "", path = ""] = key.split(" ");
    return api.connect?.(plannedRoute(id, { method, path, auth } as never), apiResource);
  };
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { api, origin, port, attributes, route, close };
}

async function openApiServer(options: Options) {
  const opened = await startApi(options);
  onTestFinished(opened.close);
  return opened;
}

const failure = async (response: Response) => [
  response.status,
  ((await response.json()) as { message: string }).message,
];

describe("the contract of HTTP APIs", () => {
  let opened: Awaited<ReturnType<typeof startApi>>;
  beforeAll(async () => {
    opened = await startApi({ handler: runInThisContext(`(${contractHandler})`) });
    for (const key of contractRoutes) await opened.route(key);
  });
  afterAll(() => opened.close());
  httpContract(() => opened.origin);
});

describe("routes", () => {
  it("start the function that they were connected to", async () => {
    const { origin, route } = await openApiServer({ handler: (_, functionId) => functionId });
    await route("GET /a", "none", "A.get");
    await route("GET /b", "none", "B.get");
    expect(await (await fetch(`${origin}/b`)).text()).toBe("B.get");
  });

  it("end when their connection closes, and may change place at any time", async () => {
    const { origin, route } = await openApiServer({ handler: (_, functionId) => functionId });
    const first = await route("GET /a", "none", "A.get");
    expect((await fetch(`${origin}/a`)).status).toBe(200);
    await route("GET /b", "none", "A.get");
    await first?.close();
    expect((await fetch(`${origin}/a`)).status).toBe(404);
    expect((await fetch(`${origin}/b`)).status).toBe(200);
  });

  it("belong to an API that knows its id and address", async () => {
    const { attributes, origin } = await openApiServer({});
    expect(attributes).toEqual({ id: "app-local-api", url: origin });
  });
});

describe("what the emulator refuses", () => {
  it.each(["/%", "/%zz", "/%ff", "/a%00b"])("is a path such as %s", async (path) => {
    const { origin, route } = await openApiServer({});
    await route("GET /{id}");
    expect(await failure(await fetch(origin + path))).toEqual([400, "Bad Request"]);
  });

  it("is a body of more than 10 MiB, whatever its header says", async () => {
    const { origin, port, route } = await openApiServer({ handler: (event) => event });
    await route("POST /a");
    const body = Buffer.alloc(10_485_761);
    expect(await failure(await fetch(`${origin}/a`, { method: "POST", body }))).toEqual([
      413,
      "Request Entity Too Large",
    ]);
    const socket = connect(port, "127.0.0.1");
    socket.write("POST /a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
    socket.on("error", () => {});
    for (let index = 0; index < 11; index++) socket.write(`100000\r\n${"x".repeat(1_048_576)}\r\n`);
    const [answer] = (await once(socket, "data")) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toMatch(/^HTTP\/1.1 413 /u);
  });

  it("is an event that Lambda would not take", async () => {
    const { origin, route } = await openApiServer({});
    await route("POST /a");
    const response = await fetch(`${origin}/a`, { method: "POST", body: Buffer.alloc(5_000_000) });
    expect(await failure(response)).toEqual([413, "Request Entity Too Large"]);
  });

  it("is a function that does not answer within thirty seconds", async () => {
    const clock = manualClock();
    const { promise: started, resolve } = Promise.withResolvers<void>();
    const invoke = () => {
      resolve();
      return new Promise<InvocationResult>(() => {});
    };
    const { origin, route } = await openApiServer({ invoke, clock });
    await route("GET /a");
    const response = fetch(`${origin}/a`);
    await started;
    await clock.advance(30_000);
    expect(await failure(await response)).toEqual([503, "Service Unavailable"]);
    expect(clock.pending()).toBe(0);
  });
});

describe("headers", () => {
  it("that repeat are joined, and those of the connection left out", async () => {
    const { port, route } = await openApiServer({ handler: (event) => event });
    await route("GET /a");
    const socket = connect(port, "127.0.0.1");
    const head = [
      "GET /a HTTP/1.1",
      "Host: localhost",
      "X-A: 1",
      "x-a: 2",
      "Connection: close",
      "X-Forwarded-For: 10.0.0.1",
    ];
    socket.end(`${head.join("\r\n")}\r\n__proto__: x\r\nconstructor: y\r\n\r\n`);
    let answer = "";
    for await (const chunk of socket) answer += String(chunk);
    const { headers } = JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")));
    expect(headers).toMatchObject({ "x-a": "1,2", host: "localhost", "x-forwarded-for": "10.0.0.1, 127.0.0.1" });
    expect(headers).not.toHaveProperty("connection");
    expect(Object.getOwnPropertyNames(headers)).not.toContain("__proto__");
    expect(Object.getOwnPropertyDescriptor(headers, "constructor")?.value).toBe("y");
  });
});

describe("a route for bearers of a token", () => {
  const auth = { issuer: "https://issuer.example", audience: ["shop"] };
  const authorizer = { jwt: { claims: { sub: "ada" }, scopes: null } };
  const verify: VerifyToken = async (header, source) =>
    header === "Bearer good" && source.issuer === auth.issuer ? authorizer : undefined;

  it("lets them in with their claims", async () => {
    const { origin, route } = await openApiServer({ verify, handler: ({ requestContext }) => requestContext });
    await route("GET /a", auth);
    const response = await fetch(`${origin}/a`, { headers: { authorization: "Bearer good" } });
    expect(await response.json()).toMatchObject({ authorizer });
  });

  it.each([undefined, "Bearer bad"])("keeps %s out before the body is read", async (authorization) => {
    const { origin, route } = await openApiServer({ verify });
    await route("POST /a", auth);
    const headers = authorization === undefined ? {} : { authorization };
    expect(await failure(await fetch(`${origin}/a`, { method: "POST", headers, body: "x" }))).toEqual([
      401,
      "Unauthorized",
    ]);
  });
});

describe("a route for callers with credentials", () => {
  const signed: WireRequest = {
    method: "GET",
    path: "/orders/7",
    query: new URLSearchParams("a=1"),
    headers: { host: "localhost" },
    stream: Readable.from([]),
    signal: new AbortController().signal,
    body: async () => Buffer.alloc(0),
  };
  const caller = (allowed: boolean, asked: string[] = []): Caller => ({
    require(action, resource) {
      asked.push(`${action} ${resource}`);
      if (!allowed) throw new WireError(403, "AccessDeniedException", "no");
    },
  });

  it("lets in who may invoke it", async () => {
    const asked: string[] = [];
    const { api, route } = await openApiServer({ handler: ({ rawPath, rawQueryString }) => [rawPath, rawQueryString] });
    await route("GET /orders/{id}", "iam");
    const answer = await api.handle?.(signed, caller(true, asked));
    expect([answer?.status, answer?.body]).toEqual([200, '["/orders/7","a=1"]']);
    expect(asked).toEqual([
      "execute-api:Invoke arn:aws:execute-api:eu-central-1:000000000000:app-local-api/$default/GET/orders/7",
    ]);
  });

  it("keeps out who may not, and who does not sign", async () => {
    const { api, origin, route } = await openApiServer({});
    await route("GET /orders/{id}", "iam");
    expect(await api.handle?.(signed, caller(false))).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    expect(await failure(await fetch(`${origin}/orders/7`))).toEqual([403, "Forbidden"]);
  });

  it("is no obstacle where the route is open", async () => {
    const { api, route } = await openApiServer({});
    await route("GET /orders/{id}");
    expect(await api.handle?.(signed, caller(false))).toMatchObject({ status: 200 });
  });
});
