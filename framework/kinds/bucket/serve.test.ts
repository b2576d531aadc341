import { describe, expect, it } from "vitest";
import type { OnObjectProperties } from "./options.ts";
import { serve } from "./serve.ts";

const context = { awsRequestId: "r-1", functionName: "f", getRemainingTimeInMillis: () => 30_000 };
const properties: OnObjectProperties = { event: "created" };

/** As in https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
function storageEvent(detailType: string, object: object, source = "aws.s3"): object {
  return {
    version: "0",
    id: "17793124",
    "detail-type": detailType,
    source,
    account: "111122223333",
    region: "ca-central-1",
    time: "2026-11-12T00:00:00Z",
    resources: ["arn:aws:s3:::uploads"],
    detail: {
      version: "0",
      bucket: { name: "uploads" },
      object,
      "request-id": "N4N7GDK58NMKJ12R",
      reason: "PutObject",
    },
  };
}

async function eventsOf(...incoming: readonly object[]): Promise<unknown[]> {
  const seen: unknown[] = [];
  const handler = serve([{ id: "Imports.read", invoke: (event) => seen.push(event), properties, validators: {} }]);
  for (const event of incoming) expect(await handler(event, context)).toBeUndefined();
  return seen;
}

describe("an object event", () => {
  it("says what was written", async () => {
    const object = {
      key: "in/a.csv",
      size: 5,
      etag: "b1946ac92492d2347c6235b4d2611184",
      sequencer: "617f08299329d189",
    };
    expect(await eventsOf(storageEvent("Object Created", { ...object, "version-id": "v1" }))).toEqual([
      { type: "created", time: "2026-11-12T00:00:00Z", ...object },
    ]);
  });

  it("says what was deleted", async () => {
    const object = { key: "in/a.csv", sequencer: "617f08299329d18a" };
    expect(await eventsOf(storageEvent("Object Deleted", object))).toEqual([
      { type: "deleted", time: "2026-11-12T00:00:00Z", size: 0, etag: "", ...object },
    ]);
  });

  it.each(["a b.csv", "a+b.csv", "100%.csv", "a%20b.csv", "größe/名前.csv"])(
    "leaves the key '%s' as it is (R12)",
    async (key) => {
      expect(await eventsOf(storageEvent("Object Created", { key, size: 1, etag: "e", sequencer: "1" }))).toMatchObject(
        [{ key }],
      );
    },
  );

  it("is nothing else that S3, or anyone, sends", async () => {
    const testEvent = { Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "uploads" };
    const object = { key: "a", size: 1 };
    const others = [
      storageEvent("Object Tags Added", object),
      storageEvent("Object Created", object, "someone.else"),
      {},
    ];
    expect(await eventsOf(testEvent, ...others)).toEqual([]);
  });

  it("that fails is left to Lambda, which repeats it", async () => {
    const invoke = () => Promise.reject(new Error("no"));
    const handler = serve([{ id: "Imports.read", invoke, properties, validators: {} }]);
    await expect(handler(storageEvent("Object Created", { key: "a" }), context)).rejects.toThrow("no");
  });
});
