/** A small app as a plan and hand-written handlers: a route puts on a queue, a consumer stores, another route reads. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zip } from "../../framework/build/store/archive.ts";
import type { Artifact } from "../../framework/model/artifact.ts";
import type { Plan, PlannedFunction } from "../../framework/model/plan.ts";
import { reference } from "../../framework/model/value.ts";
import { functionOf, grantOf, line, planOf, resourceOf, triggerOf } from "../templates/plans/build.ts";
import { defaultPlace } from "./ministack.ts";

/** What can differ between two deploys of the app. */
export interface Variant {
  /** What the answers say, and so the code. */
  readonly greeting: string;
  /** Seconds that the consumer may take; Lambda refuses more than 900. */
  readonly timeout?: number;
  /** Whether there is a fourth handler, which nothing starts. */
  readonly report?: boolean;
  /** Whether reading the table is left out of what the function for it may do. */
  readonly denied?: boolean;
}

const queueArn = reference("Orders.incoming", "arn");
const tableArn = reference("Orders.orders", "arn");

/** The plan of a variant. */
export function planOrders({ timeout = 10, report = false, denied = false }: Variant): Plan {
  return planOf({
    app: "orders",
    environment: { name: "test", target: "aws", ...defaultPlace, posture: "sandbox" },
    resources: [
      resourceOf({ id: "http", kind: "http", stateful: false, properties: {} }),
      resourceOf({
        id: "Orders.incoming",
        kind: "queue",
        properties: { fifo: false, retries: 3, visibility: 60, retention: 345_600, delay: 0, deduplicate: false },
      }),
      resourceOf({ id: "Orders.orders", kind: "table", properties: { partitionKey: "id", recovery: true } }),
    ],
    functions: [
      orderFunction("Orders.find", {
        environment: { ORDERS_ORDERS_NAME: reference("Orders.orders", "name") },
        grants: denied ? [] : [grantOf("Orders.orders", ["dynamodb:GetItem"], [tableArn])],
      }),
      orderFunction("Orders.fulfil", {
        timeout,
        environment: { ORDERS_ORDERS_NAME: reference("Orders.orders", "name") },
        grants: [
          grantOf("Orders.incoming", ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"], [queueArn]),
          grantOf("Orders.orders", ["dynamodb:PutItem"], [tableArn]),
        ],
      }),
      orderFunction("Orders.place", {
        environment: { ORDERS_INCOMING_URL: reference("Orders.incoming", "url") },
        grants: [grantOf("Orders.incoming", ["sqs:SendMessage"], [queueArn])],
      }),
      ...(report ? [orderFunction("Orders.report", { declaredAt: line(40) })] : []),
    ],
    triggers: [
      triggerOf({
        id: "Orders.find",
        kind: "http",
        decorator: "Get",
        tier: "edge",
        resource: "http",
        properties: { method: "GET", path: "/orders/{id}", auth: "none" },
      }),
      triggerOf({
        id: "Orders.fulfil",
        kind: "queue",
        decorator: "Consumes",
        resource: "Orders.incoming",
        properties: { batch: 10, window: 0 },
      }),
      triggerOf({
        id: "Orders.place",
        kind: "http",
        decorator: "Post",
        tier: "edge",
        resource: "http",
        properties: { method: "POST", path: "/orders", auth: "none" },
      }),
    ],
  });
}

function orderFunction(id: string, parts: Partial<PlannedFunction>): PlannedFunction {
  return functionOf(id, { name: `orders-test-${id.replace(".", "-")}`, handlers: [{ id, method: "" }], ...parts });
}

/** The emulator lends the SDK to functions that ask for it. */
const sources: Readonly<Record<string, (greeting: string) => string>> = {
  "Orders.place": (greeting) => `
    const { SQSClient, SendMessageCommand } = require("@aws-sdk/client-sqs");
    exports.handler = async (event) => {
      const order = JSON.parse(event.body);
      const command = { QueueUrl: process.env.ORDERS_INCOMING_URL, MessageBody: JSON.stringify(order) };
      await new SQSClient({}).send(new SendMessageCommand(command));
      return { statusCode: 200, body: JSON.stringify({ id: order.id, greeting: ${JSON.stringify(greeting)} }) };
    };`,
  "Orders.fulfil": (greeting) => `
    const { DynamoDBClient, PutItemCommand } = require("@aws-sdk/client-dynamodb");
    exports.handler = async (event) => {
      for (const record of event.Records) {
        const order = JSON.parse(record.body);
        const Item = { id: { S: order.id }, sku: { S: order.sku }, greeting: { S: ${JSON.stringify(greeting)} } };
        await new DynamoDBClient({}).send(new PutItemCommand({ TableName: process.env.ORDERS_ORDERS_NAME, Item }));
      }
      return { batchItemFailures: [] };
    };`,
  "Orders.find": (greeting) => `
    const { DynamoDBClient, GetItemCommand } = require("@aws-sdk/client-dynamodb");
    exports.handler = async (event) => {
      const Key = { id: { S: event.pathParameters.id } };
      console.log("looking for " + event.pathParameters.id);
      const { Item } = await new DynamoDBClient({}).send(
        new GetItemCommand({ TableName: process.env.ORDERS_ORDERS_NAME, Key }));
      if (!Item) return { statusCode: 404, body: "" };
      return { statusCode: 200, body: JSON.stringify({ sku: Item.sku.S, greeting: ${JSON.stringify(greeting)} }) };
    };`,
  "Orders.report": (greeting) => `exports.handler = async () => ${JSON.stringify(greeting)};`,
};

/** The code of a variant, zipped as the build does it. */
export async function buildOrders(variant: Variant): Promise<readonly Artifact[]> {
  const folder = mkdtempSync(join(tmpdir(), "iffc-orders-"));
  return planOrders(variant).functions.map(({ id }) => {
    const source = sources[id]?.(variant.greeting) ?? "";
    return store(join(folder, id), id, source);
  });
}

function store(stem: string, id: string, code: string): Artifact {
  const { data, sha256 } = zip("index.js", Buffer.from(code));
  writeFileSync(`${stem}.js`, code);
  writeFileSync(`${stem}.map`, '{"version":3,"sources":[],"mappings":""}');
  writeFileSync(`${stem}.zip`, data);
  return {
    function: id,
    file: `${stem}.js`,
    format: "cjs",
    hash: Buffer.from(sha256, "base64").toString("hex"),
    map: `${stem}.map`,
    mapParts: [],
    zip: { file: `${stem}.zip`, sha256, size: data.length },
    size: code.length,
  };
}
