import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DynamoDB } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll } from "vitest";
import { dynamoClient } from "../../../../test/fakes/dynamodb.ts";
import { serveEmulator, type ServedEmulator } from "../../../../test/fakes/wire.ts";
import { tableContract } from "../contract.ts";
import { local } from "../local.ts";

let folder: string;
let served: ServedEmulator;
let client: DynamoDB;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iffc-table-"));
  served = await serveEmulator(local, folder);
  client = dynamoClient(served.origin);
});

afterAll(async () => {
  client.destroy();
  await served[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

tableContract(() => ({ client }));
