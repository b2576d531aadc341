import type { Plan } from "../../../framework/model/plan.ts";
import { join, reference } from "../../../framework/model/value.ts";
import { environmentOf, functionOf, grantOf, line, planOf, resourceOf, triggerOf } from "./build.ts";

const incoming = reference("Orders.incoming", "arn");
const orders = reference("Orders.orders", "arn");
const receipts = reference("Receipts.files", "arn");

/** Two services in a protected environment: every kind, with the options that most people leave alone. */
export const shop: Plan = planOf({
  environment: environmentOf("prod", "protected"),
  resources: [
    resourceOf({ id: "http", kind: "http", stateful: false, properties: {}, declaredAt: line(8) }),
    resourceOf({
      id: "Orders.incoming",
      kind: "queue",
      service: "Orders",
      properties: { fifo: false, retries: 3, visibility: 180, retention: 345_600, delay: 0, deduplicate: false },
      declaredAt: line(5),
    }),
    resourceOf({
      id: "Orders.orders",
      kind: "table",
      service: "Orders",
      properties: { partitionKey: "id", recovery: true },
      declaredAt: line(6),
    }),
    resourceOf({
      id: "Receipts.files",
      kind: "bucket",
      service: "Receipts",
      properties: { versions: true, events: true },
      declaredAt: line(30),
    }),
  ],
  functions: [
    functionOf("Orders.find", {
      environment: { ORDERS_ORDERS_NAME: reference("Orders.orders", "name") },
      grants: [grantOf("Orders.orders", ["dynamodb:GetItem"], [orders])],
      declaredAt: line(17),
    }),
    functionOf("Orders.fulfil", {
      timeout: 30,
      environment: { ORDERS_ORDERS_NAME: reference("Orders.orders", "name") },
      grants: [
        grantOf("Orders.incoming", ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"], [incoming]),
        grantOf("Orders.orders", ["dynamodb:PutItem"], [orders]),
      ],
      declaredAt: line(14),
    }),
    functionOf("Orders.place", {
      environment: { LOG_LEVEL: "debug", ORDERS_INCOMING_URL: reference("Orders.incoming", "url") },
      grants: [grantOf("Orders.incoming", ["sqs:SendMessage"], [incoming])],
      declaredAt: line(11),
    }),
    functionOf("Orders.sweep", { timeout: 60, declaredAt: line(20) }),
    functionOf("Receipts.index", {
      timeout: 30,
      environment: { RECEIPTS_FILES_NAME: reference("Receipts.files", "name") },
      grants: [
        grantOf("Receipts.files", ["s3:GetObject"], [join(receipts, "/*")]),
        grantOf("Receipts.files", ["s3:ListBucket"], [receipts]),
      ],
      declaredAt: line(33),
    }),
  ],
  triggers: [
    triggerOf({
      id: "Orders.find",
      kind: "http",
      decorator: "Get",
      tier: "edge",
      resource: "http",
      properties: { method: "GET", path: "/orders/{id}", auth: "none" },
      declaredAt: line(16),
    }),
    triggerOf({
      id: "Orders.fulfil",
      kind: "queue",
      decorator: "Consumes",
      resource: "Orders.incoming",
      properties: { batch: 10, window: 0 },
      declaredAt: line(13),
    }),
    triggerOf({
      id: "Orders.place",
      kind: "http",
      decorator: "Post",
      tier: "edge",
      resource: "http",
      properties: { method: "POST", path: "/orders", auth: "iam" },
      declaredAt: line(10),
    }),
    triggerOf({ id: "Orders.sweep", kind: "schedule", decorator: "Every", properties: { rate: "1 hour" } }),
    triggerOf({
      id: "Receipts.index",
      kind: "bucket",
      decorator: "OnObject",
      resource: "Receipts.files",
      properties: { event: "created" },
      declaredAt: line(32),
    }),
  ],
});
