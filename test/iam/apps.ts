/** Apps and what is done to each so that every function of it does all that it can do. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { vi } from "vitest";
import { writeFiles } from "../fakes/project.ts";
import type { Run } from "./run.ts";
import { verbsApp } from "./verbs.ts";

/** An app that is run whole. */
export interface DrivenApp {
  readonly name: string;
  /** Its environment on AWS. */
  readonly environment: string;
  /** Writes its sources into an empty folder. */
  write(folder: string): void;
  drive(run: Run): Promise<void>;
}

const examples = join(import.meta.dirname, "../../examples");

/** Makes a folder with the sources of an app; it goes when it is disposed of. */
export function openFolder(app: DrivenApp): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "iffc-iam-"));
  app.write(path);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

function copyExample(name: string) {
  return (folder: string): void =>
    cpSync(join(examples, name), folder, { recursive: true, filter: (path) => !path.split(sep).includes(".iffc") });
}

/** Waits until a function has sent so many requests. */
async function untilCalled(run: Run, functionId: string, times = 1): Promise<void> {
  await vi.waitFor(
    () => {
      const count = run.calls.filter((call) => call.function === functionId).length;
      if (count < times) throw new Error(`${functionId} sent ${count} requests, not ${times}`);
    },
    { timeout: 60_000, interval: 50 },
  );
}

/** What EventBridge says of an object: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
function objectCreated(key: string): object {
  const object = { key, size: 1, etag: "0", sequencer: "1" };
  return { source: "aws.s3", "detail-type": "Object Created", time: "2026-01-01T00:00:00Z", detail: { object } };
}

const hello: DrivenApp = {
  name: "hello",
  environment: "dev",
  write: copyExample("hello"),
  async drive(run) {
    const { id } = (await run.send("POST", "/orders", { sku: "a", quantity: 1 })) as { readonly id: string };
    await vi.waitFor(() => run.send("GET", `/orders/${id}`), { timeout: 60_000 });
    await run.invoke("Orders.sweep", { time: "2026-01-01T00:00:00Z" });
  },
};

const chat: DrivenApp = {
  name: "foodspin-chat",
  environment: "prod",
  write: copyExample("foodspin-chat"),
  async drive(run) {
    await run.send("PUT", "/profiles/ann", { name: "Ann", diet: "vegan" });
    await run.send("GET", "/profiles/ann");
    await run.send("PUT", "/products/bowl.md", "# Bowl\n\nThe lentil bowl holds sesame and mustard.\n");
    await untilCalled(run, "Ingest.enter");
    await run.send("POST", "/chats/1/questions", { text: "What does the lentil bowl hold?" });
    await untilCalled(run, "Answers.answer", 2);
    await run.send("GET", "/chats/1");
    // The file may be gone by the time its event arrives.
    await run.invoke("Ingest.split", objectCreated("gone.md"));
  },
};

/** Uses every method of every client. */
export const verbs: DrivenApp = {
  name: "verbs",
  environment: "prod",
  write: (folder) => writeFiles(folder, verbsApp),
  async drive(run) {
    for (const path of ["queues/send", "queues/sendAll", "queues/sendInOrder"]) await run.send("POST", path);
    for (const path of ["create", "put", "update", "get", "query", "queryTag", "scan", "narrow", "delete"]) {
      await run.send("POST", `tables/${path}`);
    }
    for (const index of ["byTag", "byAuthor"]) await run.send("POST", `tables/queryIndex/${index}`);
    for (const path of ["put", "get", "getText", "list", "delete"]) await run.send("POST", `buckets/${path}`);
    await run.send("POST", "buckets/put");
    for (const path of ["downloadUrl", "uploadUrl"]) {
      const link = (await run.send("POST", `buckets/${path}`)) as { readonly method: string; readonly url: string };
      await run.send(link.method, link.url, ...(link.method === "PUT" ? ["text"] : []));
    }
    for (const path of ["put", "send"]) await run.send("POST", `together/${path}`);
    await run.invoke("Events.sweep", { time: "2026-01-01T00:00:00Z" });
    await run.invoke("Events.arrive", objectCreated("in/gone"));
    for (const method of ["consume", "consumeInOrder", "arrive", "leave"]) await untilCalled(run, `Events.${method}`);
  },
};

/** The apps that are run. */
export const apps: readonly DrivenApp[] = [hello, chat, verbs];
