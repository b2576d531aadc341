import { describe, expect, it } from "vitest";
import { serve } from "./serve.ts";

const context = { awsRequestId: "r-1", functionName: "f", getRemainingTimeInMillis: () => 30_000 };

describe("a scheduled event", () => {
  it("says when it was due, and nothing else", async () => {
    const seen: unknown[] = [];
    const handler = serve([
      { id: "Orders.sweep", invoke: (event) => seen.push(event), properties: {}, validators: {} },
    ]);
    const event = {
      version: "0",
      id: "f7c3",
      "detail-type": "Scheduled Event",
      source: "aws.scheduler",
      detail: "{}",
      time: "2026-11-12T00:00:00Z",
    };
    expect(await handler(event, context)).toBeUndefined();
    expect(seen).toEqual([{ time: "2026-11-12T00:00:00Z" }]);
  });

  it("that fails is left to Lambda, which repeats it", async () => {
    const invoke = () => Promise.reject(new Error("no"));
    const handler = serve([{ id: "Orders.sweep", invoke, properties: {}, validators: {} }]);
    await expect(handler({ time: "2026-11-12T00:00:00Z" }, context)).rejects.toThrow("no");
  });
});
