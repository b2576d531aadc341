import { Ajv } from "ajv";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ServedHandler } from "../../runtime/handler.ts";
import type { ConsumesProperties } from "./options.ts";
import { serve } from "./serve.ts";

interface Sent {
  readonly id: string;
  readonly body: string;
  readonly group?: string;
}

const standard = "arn:aws:sqs:eu-central-1:123456789012:orders";
const fifo = `${standard}.fifo`;

function event(messages: readonly Sent[], eventSourceARN = standard): object {
  const record = ({ id, body, group }: Sent) => ({
    messageId: id,
    body,
    eventSourceARN,
    attributes: group === undefined ? {} : { MessageGroupId: group },
  });
  return { Records: messages.map(record) };
}

function consumer(
  invoke: (message: unknown) => unknown,
  validators: ServedHandler["validators"] = {},
): ReturnType<typeof serve> {
  const handler: ServedHandler<ConsumesProperties> = {
    id: "Orders.fulfil",
    invoke,
    validators,
    properties: { batch: 10, window: 0 },
  };
  return serve([handler]);
}

function context(remaining: number | (() => number) = 30_000) {
  const getRemainingTimeInMillis = typeof remaining === "number" ? () => remaining : remaining;
  return { awsRequestId: "r-1", functionName: "f", getRemainingTimeInMillis };
}

async function failuresOf(answer: Promise<unknown>): Promise<readonly string[]> {
  const { batchItemFailures } = (await answer) as { batchItemFailures: { itemIdentifier: string }[] };
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

const messages = (...bodies: unknown[]): Sent[] =>
  bodies.map((body, index) => ({ id: `m${index}`, body: JSON.stringify(body) }));

let logged: Record<string, unknown>[];
beforeEach(() => {
  logged = [];
  vi.spyOn(process.stdout, "write").mockImplementation((line) => logged.push(JSON.parse(String(line))) > 0);
});
afterEach(() => vi.restoreAllMocks());

describe("a batch (R1)", () => {
  it("reports nothing where every message succeeds", async () => {
    const seen: unknown[] = [];
    const handler = consumer((message) => seen.push(message));
    expect(await failuresOf(handler(event(messages({ sku: "a" }, { sku: "b" })), context()))).toEqual([]);
    expect(seen).toEqual([{ sku: "a" }, { sku: "b" }]);
    expect(logged).toEqual([]);
  });

  it("reports what throws or rejects, and only that, and logs why", async () => {
    const handler = consumer((message) => {
      if (message === 1) throw new Error("one\nline");
      return message === 2 ? Promise.reject(new Error("two")) : undefined;
    });
    expect(await failuresOf(handler(event(messages(0, 1, 2, 3)), context()))).toEqual(["m1", "m2"]);
    expect(logged).toMatchObject([
      { level: "error", requestId: "r-1", handler: "Orders.fulfil", messageId: "m1", error: { message: "one\nline" } },
      { level: "error", requestId: "r-1", messageId: "m2", error: { message: "two" } },
    ]);
  });

  it("reports all where all fail", async () => {
    const handler = consumer(() => Promise.reject(new Error("down")));
    expect(await failuresOf(handler(event(messages(0, 1)), context()))).toEqual(["m0", "m1"]);
  });

  it("works on ten messages at once and no more", async () => {
    let running = 0;
    let most = 0;
    const handler = consumer(async () => {
      most = Math.max(most, (running += 1));
      await new Promise(setImmediate);
      running -= 1;
    });
    expect(await failuresOf(handler(event(messages(...Array(100).keys())), context()))).toEqual([]);
    expect(most).toBe(10);
  });
});

describe("a message that cannot be read (R4)", () => {
  const order = { type: "object", properties: { quantity: { type: "integer" } }, required: ["quantity"] };
  const message = new Ajv({ allErrors: true }).compile(order);

  it("is reported with the reasons, while the rest goes on", async () => {
    const seen: unknown[] = [];
    const handler = consumer((value) => seen.push(value), { message });
    const sent: Sent[] = [
      { id: "json", body: "{" },
      { id: "schema", body: '{"quantity":"secret-value"}' },
      { id: "prototype", body: '{"quantity":1,"__proto__":{}}' },
      { id: "nesting", body: "[".repeat(10_000) + "]".repeat(10_000) },
      { id: "nul", body: "\u0000" },
      { id: "fine", body: '{"quantity":1}' },
    ];
    expect(await failuresOf(handler(event(sent), context()))).toEqual([
      "json",
      "schema",
      "prototype",
      "nesting",
      "nul",
    ]);
    expect(seen).toEqual([{ quantity: 1 }]);
    expect(logged.map(({ messageId, code }) => [messageId, code])).toContainEqual(["schema", "invalid_message"]);
    expect(logged[1]).toMatchObject({ faults: [{ in: "message", field: "/quantity", message: "must be integer" }] });
    expect(JSON.stringify(logged)).not.toContain("secret-value");
  });
});

describe("a first-in, first-out queue (R2)", () => {
  const sent = ["a1", "b1", "a2", "b2", "a3"].map((id) => ({ id, body: `"${id}"`, group: id.charAt(0) }));

  it("keeps the order of each group", async () => {
    const seen: unknown[] = [];
    const handler = consumer(async (message) => {
      await new Promise(setImmediate);
      seen.push(message);
    });
    expect(await failuresOf(handler(event(sent, fifo), context()))).toEqual([]);
    expect(seen.filter((id) => String(id).startsWith("a"))).toEqual(["a1", "a2", "a3"]);
    expect(seen.filter((id) => String(id).startsWith("b"))).toEqual(["b1", "b2"]);
  });

  it("reports the rest of a group after a failure without calling the handler, and goes on with the others", async () => {
    const seen = new Set<unknown>();
    const handler = consumer((message) => {
      seen.add(message);
      if (message === "a2") throw new Error("no");
    });
    expect(await failuresOf(handler(event(sent, fifo), context()))).toEqual(["a2", "a3"]);
    expect(seen).toEqual(new Set(["a1", "a2", "b1", "b2"]));
  });

  it("remembers nothing of it in the next invocation (R3)", async () => {
    let isDown = true;
    const handler = consumer(() => (isDown ? Promise.reject(new Error("down")) : undefined));
    expect(await failuresOf(handler(event(sent, fifo), context()))).toHaveLength(5);
    isDown = false;
    expect(await failuresOf(handler(event(sent, fifo), context()))).toEqual([]);
  });

  it("is not what the fair groups of another queue are", async () => {
    const handler = consumer((message) => (message === "a1" ? Promise.reject(new Error("no")) : undefined));
    expect(await failuresOf(handler(event(sent, standard), context()))).toEqual(["a1"]);
  });
});

describe("the end of the function's time (R9)", () => {
  it("comes before its timeout for messages that hang, which are reported", async () => {
    const handler = consumer((message) => (message === 1 ? new Promise(() => undefined) : undefined));
    expect(await failuresOf(handler(event(messages(0, 1, 2)), context(520)))).toEqual(["m1"]);
    const line = { level: "error", message: "A message was not done in time.", messageId: "m1" };
    expect(logged).toEqual([expect.objectContaining(line)]);
  });

  it("keeps further messages from being started", async () => {
    let remaining = 600;
    const seen: unknown[] = [];
    const handler = consumer((message) => {
      seen.push(message);
      remaining = 499;
    });
    const sent = messages("a", "b").map((message) => ({ ...message, group: "g" }));
    expect(
      await failuresOf(
        handler(
          event(sent, fifo),
          context(() => remaining),
        ),
      ),
    ).toEqual(["m1"]);
    expect(seen).toEqual(["a"]);
  });
});

describe("whatever the batch (P21)", () => {
  const fates: Readonly<Record<string, () => unknown>> = {
    succeeds: () => undefined,
    "succeeds later": () => Promise.resolve(),
    throws: () => {
      throw new Error("no");
    },
    rejects: () => Promise.reject(new Error("no")),
    hangs: () => new Promise(() => undefined),
    "is no JSON": () => expect.fail("was handed on"),
  };
  const fate = fc.oneof(
    { weight: 40, arbitrary: fc.constantFrom("succeeds", "succeeds later", "throws", "rejects", "is no JSON") },
    { weight: 1, arbitrary: fc.constant("hangs") },
  );
  // A twin has the id of the message before it, as in a batch that holds a message twice.
  const drawn = fc.record({ fate, group: fc.constantFrom("a", "b", "c"), isTwin: fc.boolean() });

  /** Runs a batch: what happened to its messages. */
  async function run(draws: readonly { fate: string; group: string; isTwin: boolean }[], arn: string) {
    const succeeded = new Set<number>();
    const handler = consumer(async (message) => {
      const index = message as number;
      await fates[draws[index]?.fate ?? ""]?.();
      succeeded.add(index);
    });
    const idOf = (index: number): string => (index > 0 && draws[index]?.isTwin ? idOf(index - 1) : `m${index}`);
    const sent = draws.map(({ group, ...draw }, index) => ({
      id: idOf(index),
      index,
      group,
      body: draw.fate === "is no JSON" ? "{" : `${index}`,
    }));
    const time = draws.some((draw) => draw.fate === "hangs") ? 501 : 30_000;
    const reported = new Set(await failuresOf(handler(event(sent, arn), context(time))));
    return sent.map((message) => ({
      ...message,
      isAcknowledged: !reported.has(message.id),
      hasSucceeded: succeeded.has(message.index),
    }));
  }

  beforeEach(() => vi.spyOn(process.stdout, "write").mockReturnValue(true));

  it("acknowledges what succeeded, and within a group nothing after a failure", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(drawn, { maxLength: 12 }), fc.boolean(), async (draws, isFifo) => {
        const ends = await run(draws, isFifo ? fifo : standard);
        const isWrong = ends.some(
          ({ id, isAcknowledged }) => isAcknowledged !== ends.every((end) => end.id !== id || end.hasSucceeded),
        );
        const isOutOfOrder = ends.some((failed) =>
          ends.some(
            (end) => !failed.hasSucceeded && end.group === failed.group && end.index > failed.index && end.hasSucceeded,
          ),
        );
        expect({ isWrong, isOutOfOrder: isFifo && isOutOfOrder }).toEqual({ isWrong: false, isOutOfOrder: false });
      }),
      { numRuns: 100_000, interruptAfterTimeLimit: 10_000 },
    );
  });
});
