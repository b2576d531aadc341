/**
 * What the framework adds inside a function: module initialisation and first call of a cold process, and the time
 * around one warm request. `node test/bench/runtime.ts [RUNS]`. Compare the numbers of one run with each other.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer as createPlainServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { createRequire } from "node:module";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { build } from "esbuild";
import { makeCertificate } from "../fakes/certificate.ts";

const runs = Number(process.argv[2] ?? 15);
const kinds = new URL("../../framework/kinds/", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "iffc-bench-"));
const run = promisify(execFile);

const order = {
  type: "object",
  properties: { sku: { type: "string" }, quantity: { type: "integer" } },
  required: ["sku", "quantity"],
  additionalProperties: false,
};
const ajv = new Ajv({ allErrors: true, code: { source: true, esm: true } });
ajv.addSchema(order, "schema");
writeFileSync(join(folder, "validate.js"), standalone.default(ajv, { validate: "schema" }));

const empty = `
  import { serve } from "./http/serve";
  const properties = { method: "POST", path: "/orders" };
  export const handler = serve([{ id: "A.b", invoke: () => ({ id: "1" }), properties, validators: {} }]);`;
const bare = `exports.handler = async () => ({ statusCode: 200, headers: { "content-type": "application/json" }, body: '{"id":"1"}' });`;
const full = `
  import { serve } from "./http/serve";
  import { createClient as queue } from "./queue/client";
  import { createClient as table } from "./table/client";
  import { validate } from ${JSON.stringify(join(folder, "validate.js"))};
  const incoming = queue({ url: "https://sqs.local/1/orders" });
  const orders = table({ name: "orders", partitionKey: "id", indexes: {} });
  const place = async ({ body }) => {
    await Promise.all([incoming.send(body), orders.put({ id: "1", ...body })]);
    return { id: "1" };
  };
  const properties = { method: "POST", path: "/orders" };
  export const handler = serve([{ id: "A.b", invoke: place, properties, validators: { body: validate } }]);`;
const event = {
  version: "2.0",
  routeKey: "POST /orders",
  rawPath: "/orders",
  rawQueryString: "",
  headers: Object.fromEntries([...Array(18).keys()].map((index) => [`header-${index}`, "value of some length"])),
  requestContext: { accountId: "1", apiId: "a", http: { method: "POST", path: "/orders" }, requestId: "r" },
  body: '{"sku":"abc","quantity":2}',
  isBase64Encoded: false,
};

async function bundle(name: string, contents: string): Promise<string> {
  const outfile = join(folder, `${name}.js`);
  await build({
    stdin: { contents, resolveDir: kinds, loader: "ts" },
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    outfile,
  });
  return outfile;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Milliseconds of initialisation, and of the first call after it, in fresh processes. */
async function coldStart(file: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const script = `
    const start = performance.now();
    const { handler } = require(${JSON.stringify(file)});
    const ready = performance.now();
    const event = ${JSON.stringify(event)};
    const context = { awsRequestId: "r", getRemainingTimeInMillis: () => 3000 };
    handler(event, context).then(({ statusCode }) => {
      const end = performance.now();
      process.stdout.write(JSON.stringify([statusCode, ready - start, end - ready]), () => process.exit());
    });`;
  const results: [number, number, number][] = [];
  for (let index = 0; index < runs; index += 1) {
    const { NODE_EXTRA_CA_CERTS: _, ...inherited } = process.env;
    const env = {
      ...inherited,
      ...environment,
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "a",
      AWS_SECRET_ACCESS_KEY: "b",
    };
    const { stdout } = await run(process.execPath, ["--no-warnings", "--eval", script], { env });
    results.push(JSON.parse(stdout) as [number, number, number]);
  }
  if (results.some(([status]) => status !== 200)) throw new Error("The handler failed.");
  const [init, first] = [median(results.map(([, value]) => value)), median(results.map(([, , value]) => value))];
  const best = Math.min(...results.map(([, initialisation, call]) => initialisation + call));
  return `${(init + first).toFixed(1)} ms (initialisation ${init.toFixed(1)}, first call ${first.toFixed(1)}; best ${best.toFixed(1)})`;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

type Handler = (event: unknown, context: object) => Promise<object>;

/** Nanoseconds of one warm request, parsing the event and printing the answer included: the best of many short rounds. */
async function perCall(files: readonly string[]): Promise<readonly number[]> {
  const handlers = files.map((file) => (createRequire(import.meta.url)(file) as { handler: Handler }).handler);
  const best = handlers.map(() => Infinity);
  for (let round = 0; round < 100; round += 1) {
    for (const [index, handler] of handlers.entries()) best[index] = Math.min(best[index] ?? 0, await time(handler));
  }
  return best;
}

async function time(handler: Handler): Promise<number> {
  const text = JSON.stringify(event);
  const context = { awsRequestId: "r", getRemainingTimeInMillis: () => 3000 };
  const start = process.hrtime.bigint();
  for (let index = 0; index < 5000; index += 1) JSON.stringify(await handler(JSON.parse(text), context));
  return Number(process.hrtime.bigint() - start) / 5000;
}

const answer: RequestListener = (request, response) => {
  request.resume().on("end", () => response.end("{}"));
};
const plain = createPlainServer(answer);
const secure = createSecureServer(makeCertificate(), answer);
const [plainPort, securePort] = [await listen(plain), await listen(secure)];
const bareFile = join(folder, "bare.js");
writeFileSync(bareFile, bare);
const [emptyFile, fullFile] = [await bundle("empty", empty), await bundle("full", full)];
const https = { AWS_ENDPOINT_URL: `https://127.0.0.1:${securePort}`, NODE_TLS_REJECT_UNAUTHORIZED: "0" };

console.log(`cold, bare handler: ${await coldStart(bareFile, {})}`);
console.log(`cold, empty route: ${await coldStart(emptyFile, {})}`);
console.log(
  `cold, queue + table + body over http: ${await coldStart(fullFile, { AWS_ENDPOINT_URL: `http://127.0.0.1:${plainPort}` })}`,
);
console.log(`cold, queue + table + body over https: ${await coldStart(fullFile, https)}`);
const [floor = 0, route = 0] = await perCall([bareFile, emptyFile]);
console.log(`warm: ${route.toFixed(0)} ns a request, ${(route - floor).toFixed(0)} ns of them for the route`);
plain.close();
secure.close();
process.exit();
