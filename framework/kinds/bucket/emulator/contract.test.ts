import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { serveEmulator, type ServedEmulator } from "../../../../test/fakes/wire.ts";
import { s3Client } from "../../../../test/fakes/s3.ts";
import type { S3 } from "@aws-sdk/client-s3";
import { bucketContract } from "../contract.ts";
import { local } from "../local.ts";

let folder: string;
let served: ServedEmulator;
let client: S3;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iffc-bucket-"));
  served = await serveEmulator(local, folder);
  client = s3Client(served.origin);
});

afterAll(async () => {
  client.destroy();
  await served[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

bucketContract(() => ({ client }));
