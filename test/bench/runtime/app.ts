import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { dev, writeProject } from "../project.ts";

/** An app with two handlers: one that does nothing, and one that checks a body, sends a message and puts an item. */
export function generateHandlers(folder: string): void {
  writeProject(folder, { dev });
  writeFileSync(join(folder, "orders.ts"), ordersService);
}

const ordersService = `import { type Http, Post, Queue, Service, Table } from "iffc";

interface NewOrder {
  sku: string;
  quantity: number;
}

interface Order extends NewOrder {
  id: string;
}

@Service()
export class Orders {
  @Queue() readonly incoming!: Queue<Order>;
  @Table({ partitionKey: "id" }) readonly orders!: Table<Order, "id">;

  @Post("/empty", { auth: "none" })
  empty(): { id: string } {
    return { id: "1" };
  }

  @Post("/orders", { auth: "none" })
  async place({ body }: Http<{ body: NewOrder }>): Promise<{ id: string }> {
    const order = { ...body, id: "1" };
    await Promise.all([this.incoming.send(order), this.orders.put(order)]);
    return { id: order.id };
  }
}
`;

/** The floor: what answers the same without anything else. */
export const bareHandler = `exports.handler = async () => ({ statusCode: 200, headers: { "content-type": "application/json" }, body: '{"id":"1"}' });\n`;

/** The same work with the AWS SDK and zod. */
export const sdkHandler = `import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";

const queue = new SQSClient({});
const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const NewOrder = z.strictObject({ sku: z.string(), quantity: z.number() });

export async function handler(event: { body: string }): Promise<object> {
  const order = { ...NewOrder.parse(JSON.parse(event.body)), id: "1" };
  await Promise.all([
    queue.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: JSON.stringify(order) })),
    table.send(new PutCommand({ TableName: process.env.TABLE_NAME, Item: order })),
  ]);
  return { statusCode: 200, headers: { "content-type": "application/json" }, body: JSON.stringify({ id: order.id }) };
}
`;
