import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SQS } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll } from "vitest";
import { shiftedClock } from "../../../../test/fakes/manual-clock.ts";
import { sqsClient } from "../../../../test/fakes/sqs.ts";
import { serveEmulator, type ServedEmulator } from "../../../../test/fakes/wire.ts";
import { queueContract } from "../contract.ts";
import { local } from "../local.ts";

const clock = shiftedClock();
let folder: string;
let served: ServedEmulator;
let client: SQS;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iffc-queue-"));
  served = await serveEmulator(local, folder, { clock });
  client = sqsClient(served.origin);
});

afterAll(async () => {
  client.destroy();
  await served[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

queueContract(() => ({ client, endpoint: served.origin, wait: (milliseconds) => clock.advance(milliseconds) }));
