import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { DynamoDB } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocument } from "@aws-sdk/lib-dynamodb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dynamoClient, tableUser } from "../../../../test/fakes/dynamodb.ts";
import { serveChild } from "../../../../test/fakes/serve-child.ts";
import { serveEmulator } from "../../../../test/fakes/wire.ts";
import { local } from "../local.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iffc-table-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes pairs in transactions until the server dies; returns the pairs that were acknowledged. */
async function writeUntilKilled(client: DynamoDB, TableName: string): Promise<Set<string>> {
  const documents = DynamoDBDocument.from(client);
  const acknowledged = new Set<string>();
  const write = async (writer: number): Promise<void> => {
    for (let count = 0; ; count++) {
      const pair = `${writer}-${count}`;
      const Put = (side: string) => ({
        Put: { TableName, Item: { id: `${pair}-${side}`, pair, data: "x".repeat(2000) } },
      });
      await documents.transactWrite({ TransactItems: [Put("left"), Put("right")] });
      acknowledged.add(pair);
    }
  };
  await Promise.allSettled(Array.from({ length: 8 }, (_, writer) => write(writer)));
  return acknowledged;
}

async function readPairs(client: DynamoDB, input: { TableName: string; IndexName?: string }): Promise<string[]> {
  const documents = DynamoDBDocument.from(client);
  const found: string[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await documents.scan({ ...input, ExclusiveStartKey });
    found.push(...(page.Items ?? []).map(({ pair }) => String(pair)));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return found.sort();
}

test("kill -9 in the middle of transactions loses none that was acknowledged, and halves none", async () => {
  const child = await serveChild(new URL("../local.ts", import.meta.url).href, folder);
  const dying = dynamoClient(child.origin);
  const TableName = await tableUser(() => ({ client: dying })).make("id", { byPair: "pair" });
  const writing = writeUntilKilled(dying, TableName);
  await setTimeout(1500);
  await child.kill();
  const acknowledged = await writing;
  dying.destroy();
  expect(acknowledged.size).toBeGreaterThan(10);

  await using served = await serveEmulator(local, folder);
  const client = dynamoClient(served.origin);
  const found = await readPairs(client, { TableName });
  const pairs = [...new Set(found)];
  expect(found).toEqual(pairs.flatMap((pair) => [pair, pair]));
  for (const pair of acknowledged) expect(pairs).toContain(pair);
  expect(await readPairs(client, { TableName, IndexName: "byPair" })).toEqual(found);
  client.destroy();
});
