import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { shiftedClock } from "../../../../test/fakes/manual-clock.ts";
import { hostSqs, type SqsHost } from "../../../../test/fakes/sqs.ts";
import { queueContract } from "../contract.ts";

const clock = shiftedClock();
let folder: string;
let host: SqsHost;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iffc-queue-"));
  host = await hostSqs(folder, clock);
});

afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true });
});

queueContract(() => ({ ...host, wait: (milliseconds) => clock.advance(milliseconds) }));
