/** Plans of any size and shape that the planner could make. */
import { array, boolean, constantFrom, integer, option, record, tuple, type Arbitrary } from "fast-check";
import type { JsonObject } from "../../../framework/model/json.ts";
import type { Grant, Plan, PlannedFunction, PlannedResource, PlannedTrigger } from "../../../framework/model/plan.ts";
import { join, reference } from "../../../framework/model/value.ts";
import { environmentOf, functionOf, grantOf, planOf, resourceOf, triggerOf } from "./build.ts";

/** A part of a plan: whatever one handler and its resource bring. */
type Part = Partial<Pick<Plan, "resources" | "functions" | "triggers">>;

type Make = (id: string) => Part;

const timeout = integer({ min: 1, max: 900 });

const consumer: Arbitrary<Make> = record({
  fifo: boolean(),
  retries: integer({ min: 1, max: 1000 }),
  retention: integer({ min: 60, max: 1_209_599 }),
  delay: integer({ min: 0, max: 900 }),
  deduplicate: boolean(),
  timeout,
  batch: integer({ min: 1, max: 10_000 }),
  concurrency: option(integer({ min: 2, max: 1000 }), { nil: undefined }),
}).map(({ timeout: seconds, batch, concurrency, ...own }) => (id) => {
  const window = !own.fifo && batch > 10 ? 1 : 0;
  const actions = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"];
  return {
    resources: [
      resourceOf({ id: `${id}.jobs`, kind: "queue", properties: { ...own, visibility: 6 * seconds + window } }),
    ],
    functions: [handler(`${id}.work`, seconds, [grantOf(`${id}.jobs`, actions, [reference(`${id}.jobs`, "arn")])])],
    triggers: [
      triggerOf({
        id: `${id}.work`,
        kind: "queue",
        decorator: "Consumes",
        resource: `${id}.jobs`,
        properties: { batch: own.fifo ? Math.min(batch, 10) : batch, window, ...(concurrency && { concurrency }) },
      }),
    ],
  };
});

const watcher: Arbitrary<Make> = record({
  versions: boolean(),
  expires: option(integer({ min: 86_400, max: 315_360_000 }), { nil: undefined }),
  event: constantFrom("created", "deleted"),
  prefix: option(constantFrom("in/", "a*b\\", "é"), { nil: undefined }),
  suffix: option(constantFrom(".png", "*", "\\"), { nil: undefined }),
  timeout,
}).map(({ versions, expires, timeout: seconds, ...own }) => (id) => {
  const files = `${id}.files`;
  const objects = join(reference(files, "arn"), "/*");
  return {
    resources: [resourceOf({ id: files, kind: "bucket", properties: defined({ versions, expires, events: true }) })],
    functions: [handler(`${id}.watch`, seconds, [grantOf(files, ["s3:GetObject", "s3:PutObject"], [objects])])],
    triggers: [
      triggerOf({
        id: `${id}.watch`,
        kind: "bucket",
        decorator: "OnObject",
        resource: files,
        properties: defined(own),
      }),
    ],
  };
});

const clock: Arbitrary<Make> = record({ rate: constantFrom("1 minute", "2 minutes", "1 hour", "7 days"), timeout }).map(
  ({ rate, timeout: seconds }) =>
    (id) => ({
      functions: [handler(`${id}.tick`, seconds, [])],
      triggers: [triggerOf({ id: `${id}.tick`, kind: "schedule", decorator: "Every", properties: { rate } })],
    }),
);

const auth = constantFrom("none", "iam", { issuer: "https://a.example.com", audience: ["b", "a"] });

const route: Arbitrary<Make> = record({
  auth,
  method: constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"),
  sorted: boolean(),
  recovery: boolean(),
  expires: option(constantFrom("gone"), { nil: undefined }),
  index: boolean(),
  timeout: integer({ min: 1, max: 29 }),
}).map(({ method, auth: access, timeout: seconds, sorted, index, ...own }) => (id) => {
  const items = `${id}.items`;
  const indexes = { byOther: { partitionKey: { name: "other", type: "number" }, sortKey: "id" } };
  const keys = { partitionKey: "id", ...(sorted && { sortKey: "at" }), ...(index && { indexes }) };
  return {
    resources: [resourceOf({ id: items, kind: "table", properties: defined({ ...keys, ...own }) })],
    functions: [handler(`${id}.serve`, seconds, [grantOf(items, ["dynamodb:GetItem"], [reference(items, "arn")])])],
    triggers: [
      triggerOf({
        id: `${id}.serve`,
        kind: "http",
        decorator: method.charAt(0) + method.slice(1).toLowerCase(),
        tier: "edge",
        resource: "http",
        properties: { method, path: `/${id}/{key}`, auth: access },
      }),
    ],
  };
});

/** Up to a dozen handlers of every kind, in three services and either posture. */
export const arbitraryPlan: Arbitrary<Plan> = tuple(
  array(
    constantFrom(consumer, watcher, clock, route).chain((part) => part),
    { minLength: 1, maxLength: 12 },
  ),
  constantFrom("sandbox", "protected"),
).map(([makers, posture]) => {
  const parts = makers.map((make, index) => make(`Service${index}`));
  const triggers: readonly PlannedTrigger[] = parts.flatMap((part) => part.triggers ?? []);
  const functions: readonly PlannedFunction[] = parts.flatMap((part) => part.functions ?? []);
  const declared: readonly PlannedResource[] = parts.flatMap((part) => part.resources ?? []);
  const hasRoutes = triggers.some(({ kind }) => kind === "http");
  const api = hasRoutes ? [resourceOf({ id: "http", kind: "http", stateful: false, properties: {} })] : [];
  return planOf({
    environment: environmentOf("any", posture),
    resources: [...declared, ...api],
    functions: functions.map((planned, index) => ({ ...planned, service: `Service${index % 3}` })),
    triggers,
  });
});

function handler(id: string, timeoutSeconds: number, grants: readonly Grant[]): PlannedFunction {
  return functionOf(id, { timeout: timeoutSeconds, grants });
}

function defined(properties: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
