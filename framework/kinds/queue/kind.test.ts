import { describe, expect, expectTypeOf, it } from "vitest";
import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { PlannedResource, PlannedTrigger } from "../../model/plan.ts";
import type { functionOptions } from "../../options.ts";
import type { Listener, Report } from "../kind.ts";
import type { ConsumesOptions, FifoQueueOptions } from "./decorator.ts";
import { queue } from "./kind.ts";
import type { ConsumesProperties, consumesOptions, queueOptions, QueueProperties } from "./options.ts";
import { checkQueue, settleQueue } from "./rules.ts";

const place = (line: number) => ({ file: "orders.ts", line, column: 3, length: 5 });

const standard: QueueProperties = { fifo: false, retries: 5, retention: 345_600, delay: 0, deduplicate: false };

const planned: PlannedResource = {
  id: "Orders.incoming",
  kind: "queue",
  tier: "state",
  service: "Orders",
  logicalId: "OrdersIncoming",
  name: "shop-dev-orders-incoming",
  stateful: true,
  properties: standard,
  declaredAt: place(1),
};

function consumer(timeout: number, properties: Partial<ConsumesProperties> = {}, line = 7): Listener {
  const trigger: PlannedTrigger = {
    id: `Orders.fulfil${line}`,
    kind: "queue",
    decorator: "Consumes",
    tier: "service",
    logicalId: `OrdersFulfil${line}`,
    handler: `Orders.fulfil${line}`,
    function: `Orders.fulfil${line}`,
    resource: planned.id,
    properties: { batch: 10, window: 0, ...properties },
    contracts: [],
    declaredAt: place(line),
  };
  return { trigger, timeout };
}

function collect(run: (report: Report) => void): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  run((finding, occurrence) => found.push(diagnose(finding, { at: planned.declaredAt, ...occurrence })));
  return found;
}

function settle(properties: QueueProperties, listeners: readonly Listener[]) {
  let settled: QueueProperties = properties;
  const found = collect((report) => (settled = settleQueue(properties, listeners, report)));
  return { visibility: settled.visibility, codes: found.map(({ code }) => code), found };
}

describe("grants", () => {
  const arn = { resource: "Orders.incoming", attribute: "arn" };

  it("allow a sender to send, to this queue", () => {
    for (const verb of ["send", "sendAll"]) {
      expect(queue.resource?.verbs[verb]?.grants(planned, undefined)).toEqual([
        { actions: ["sqs:SendMessage"], on: [arn] },
      ]);
    }
  });

  it("allow a consumer what Lambda's poller does on its behalf", () => {
    expect(queue.triggers[0]?.grants?.(planned)).toEqual([
      { actions: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"], on: [arn] },
    ]);
  });
});

describe("a queue on its own", () => {
  it("is fine as it comes", () => {
    expect(collect((report) => checkQueue(standard, report))).toEqual([]);
    expect(collect((report) => checkQueue({ ...standard, fifo: true, deduplicate: true }, report))).toEqual([]);
  });

  it("deduplicates only where it is first in, first out", () => {
    const found = collect((report) => checkQueue({ ...standard, deduplicate: true }, report));
    expect(found).toEqual([expect.objectContaining({ code: "IFFC2104", severity: "error" })]);
  });

  it.each([
    [1_209_599, []],
    [1_209_600, ["IFFC2103"]],
  ])("keeps messages for %i seconds, less than its dead-letter queue", (retention, codes) => {
    const found = collect((report) => checkQueue({ ...standard, retention }, report));
    expect(found.map(({ code }) => code)).toEqual(codes);
  });
});

describe("visibility", () => {
  it("is what SQS takes where nobody consumes", () => {
    expect(settle(standard, [])).toMatchObject({ visibility: 30, codes: [] });
  });

  it.each([
    [30, 0, 180],
    [1, 0, 6],
    [900, 300, 5700],
  ])("is six times a timeout of %i s and a window of %i s", (timeout, window, visibility) => {
    expect(settle(standard, [consumer(timeout, { window })])).toMatchObject({ visibility, codes: [] });
  });

  it.each([
    [29, ["IFFC2101"]],
    [30, ["IFFC2102"]],
    [184, ["IFFC2102"]],
    [185, []],
    [0, ["IFFC2101"]],
  ])("of %i s that the user wrote is checked against a timeout of 30 s and a window of 5 s", (visibility, codes) => {
    const listeners = [consumer(30, { window: 5 })];
    expect(settle({ ...standard, visibility }, listeners)).toMatchObject({ visibility, codes });
  });

  it("is refused with the number to write and the consumer that needs it", () => {
    const { found } = settle({ ...standard, visibility: 10 }, [consumer(30)]);
    expect(found).toEqual([
      expect.objectContaining({
        severity: "error",
        message: "The queue hides messages for 10 s, its consumer may take 30 s.",
        hint: expect.stringContaining('"180 seconds"'),
        at: place(1),
        related: [{ message: "consumed here, with a timeout of 30 s", at: place(7) }],
      }),
    ]);
  });

  it("below the advice is a warning only", () => {
    expect(settle({ ...standard, visibility: 60 }, [consumer(30)]).found).toMatchObject([{ severity: "warning" }]);
  });
});

describe("batches", () => {
  it.each([
    [{ batch: 10 }, true, []],
    [{ batch: 11 }, true, ["IFFC2105"]],
    [{ batch: 5, window: 1 }, true, ["IFFC2105"]],
    [{ batch: 11 }, false, ["IFFC2106"]],
    [{ batch: 11, window: 1 }, false, []],
    [{ batch: 10_000, window: 300 }, false, []],
  ])("of %o, fifo: %s", (properties, fifo, codes) => {
    const { found } = settle({ ...standard, fifo }, [consumer(30, properties)]);
    expect(found.map(({ code }) => code)).toEqual(codes);
    expect(found.every(({ at }) => at?.line === 7)).toBe(true);
  });

  it("go to one consumer", () => {
    const { found } = settle(standard, [consumer(30, {}, 7), consumer(60, {}, 9)]);
    expect(found).toEqual([
      expect.objectContaining({ code: "IFFC2107", at: place(9), related: [expect.objectContaining({ at: place(7) })] }),
    ]);
  });

  it("of two consumers need the longer visibility", () => {
    expect(settle(standard, [consumer(30, {}, 7), consumer(60, {}, 9)]).visibility).toBe(360);
  });
});

it("types and reads the same options", () => {
  expectTypeOf<keyof FifoQueueOptions>().toEqualTypeOf<keyof typeof queueOptions | "id">();
  type Read = keyof typeof consumesOptions | keyof typeof functionOptions;
  expectTypeOf<keyof ConsumesOptions>().toEqualTypeOf<Read>();
});
