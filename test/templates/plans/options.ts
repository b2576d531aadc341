import type { Plan } from "../../../framework/model/plan.ts";
import { join, reference } from "../../../framework/model/value.ts";
import { environmentOf, functionOf, grantOf, line, planOf, resourceOf, triggerOf } from "./build.ts";

const jwt = { issuer: "https://login.example.com/", audience: ["shop", "admin"] };
const events = reference("Store.events", "arn");
const visits = reference("Store.visits", "arn");
const uploads = reference("Store.uploads", "arn");

/** A sandbox with every option away from its default, a function for several routes, and texts meant to mislead. */
export const options: Plan = planOf({
  environment: environmentOf("dev", "sandbox"),
  resources: [
    resourceOf({ id: "http", kind: "http", stateful: false, properties: {}, declaredAt: line(8) }),
    resourceOf({
      id: "Store.events",
      kind: "queue",
      service: "Store",
      properties: { fifo: true, retries: 1, visibility: 43_200, retention: 60, delay: 900, deduplicate: true },
    }),
    resourceOf({
      id: "Store.bulk",
      kind: "queue",
      service: "Store",
      properties: { fifo: false, retries: 1000, visibility: 900, retention: 1_209_599, delay: 0, deduplicate: false },
    }),
    resourceOf({
      id: "Store.visits",
      kind: "table",
      service: "Store",
      properties: {
        partitionKey: { name: "page", type: "string" },
        sortKey: { name: "at", type: "number" },
        indexes: {
          byVisitor: { partitionKey: "visitor", sortKey: { name: "at", type: "number" } },
          byCountry: { partitionKey: "country" },
        },
        expires: "expiresAt",
        recovery: false,
      },
    }),
    resourceOf({
      id: "Store.uploads",
      kind: "bucket",
      service: "Store",
      properties: { versions: true, expires: 2_592_000, events: true },
    }),
    resourceOf({
      id: "Store.scratch",
      kind: "bucket",
      service: "Store",
      properties: { versions: false, expires: 86_400 },
    }),
  ],
  functions: [
    functionOf("Store", {
      service: "Store",
      name: "shop-dev-Store",
      memory: 1024,
      timeout: 29,
      concurrency: 20,
      environment: { GREETING: "${AWS::AccountId} {{mustache}} 😀", STORE_BULK_URL: reference("Store.bulk", "url") },
      grants: [
        grantOf("Store.bulk", ["sqs:SendMessage"], [reference("Store.bulk", "arn")]),
        grantOf("Store.events", ["sqs:SendMessage"], [events]),
        grantOf(
          "Store.visits",
          ["dynamodb:Query"],
          [join(visits, "/index/byCountry"), join(visits, "/index/byVisitor")],
        ),
        grantOf("Store.visits", ["dynamodb:GetItem", "dynamodb:Query"], [visits]),
        grantOf("Store.uploads", ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], [join(uploads, "/*")]),
        grantOf("trace", ["xray:PutTelemetryRecords", "xray:PutTraceSegments"], ["*"]),
      ],
    }),
    functionOf("Store.drain", { grants: consuming("Store.bulk"), memory: 128, timeout: 100 }),
    functionOf("Store.follow", { grants: consuming("Store.events"), memory: 10_240, timeout: 900 }),
    functionOf("Store.watch", { timeout: 1 }),
    functionOf("Store.tick", {}),
  ],
  triggers: [
    route("Store.list", "GET /visits", { auth: jwt }),
    route("Store.list#2", "HEAD /visits", { auth: { ...jwt, audience: ["admin", "shop"] } }),
    route("Store.open", "PUT /files/{path+}", {}),
    route("Store.other", "DELETE /files/{id}", { auth: { ...jwt, audience: ["other"] } }),
    route("Store.any", "PATCH /files/{id}", { auth: "none" }),
    triggerOf({
      id: "Store.drain",
      kind: "queue",
      decorator: "Consumes",
      resource: "Store.bulk",
      properties: { batch: 10_000, window: 300, concurrency: 2 },
    }),
    triggerOf({
      id: "Store.follow",
      kind: "queue",
      decorator: "Consumes",
      resource: "Store.events",
      properties: { batch: 1, window: 0, concurrency: 1000 },
    }),
    object("Store.watch", { event: "deleted", prefix: "in/*/", suffix: ".jp\\g" }),
    object("Store.watch#2", { event: "created", prefix: "in/" }),
    object("Store.watch#3", { event: "created", suffix: ".png" }),
    triggerOf({
      id: "Store.tick",
      kind: "schedule",
      decorator: "Cron",
      properties: { cron: "0 12 ? * MON-FRI *", timezone: "Europe/Berlin" },
    }),
    triggerOf({ id: "Store.tick#2", kind: "schedule", decorator: "Every", properties: { rate: "5 minutes" } }),
  ],
});

function consuming(id: string) {
  const actions = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"];
  return [grantOf(id, actions, [reference(id, "arn")])];
}

function route(id: string, request: string, properties: { auth?: "none" | typeof jwt }) {
  const [method = "", path = ""] = request.split(" ");
  const decorator = method.charAt(0) + method.slice(1).toLowerCase();
  const fixed = { kind: "http", decorator, tier: "edge", resource: "http", function: "Store" } as const;
  return triggerOf({ ...fixed, id, properties: { method, path, ...properties } });
}

function object(id: string, properties: { event: string; prefix?: string; suffix?: string }) {
  return triggerOf({ id, kind: "bucket", decorator: "OnObject", resource: "Store.uploads", properties });
}
