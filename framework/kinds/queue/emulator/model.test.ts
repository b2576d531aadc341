/** Random sequences of calls, each answered as a model of a few lines answers it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { manualClock } from "../../../../test/fakes/manual-clock.ts";
import { localContext, sqsCaller } from "../../../../test/fakes/sqs.ts";
import type { JsonObject } from "../../../model/json.ts";
import { local } from "../local.ts";

type Where = "queue" | "dead";

type Step =
  | { readonly do: "send"; readonly group: string; readonly deduplication: string; readonly delay: number }
  | { readonly do: "receive"; readonly from: Where; readonly count: number; readonly visibility: number }
  /** Handles are counted back from the newest. */
  | { readonly do: "delete"; readonly handle: number }
  | { readonly do: "hide"; readonly handle: number; readonly seconds: number }
  | { readonly do: "pass"; readonly seconds: number }
  | { readonly do: "restart" };

const doing = <const Do extends Step["do"]>(name: Do) => fc.constant(name);

const sending = fc.record({
  do: doing("send"),
  group: fc.constantFrom("a", "a", "b"),
  deduplication: fc.constantFrom("1", "2", "3", "4", "5", "6", "7"),
  delay: fc.constantFrom(0, 0, 0, 5),
});
const receiving = fc.record({
  do: doing("receive"),
  from: fc.constantFrom<Where[]>("queue", "queue", "dead"),
  count: fc.integer({ min: 1, max: 4 }),
  visibility: fc.constantFrom(0, 3, 10),
});
const steps: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.array(sending, { minLength: 2, maxLength: 5 }),
    fc.array(
      fc.oneof(
        { arbitrary: sending, weight: 1 },
        { arbitrary: receiving, weight: 4 },
        { arbitrary: fc.record({ do: doing("delete"), handle: fc.nat(4) }), weight: 1 },
        {
          arbitrary: fc.record({ do: doing("hide"), handle: fc.nat(4), seconds: fc.constantFrom(0, 3, 10, 43_200) }),
          weight: 2,
        },
        { arbitrary: fc.record({ do: doing("pass"), seconds: fc.constantFrom(1, 3, 10, 150) }), weight: 3 },
        { arbitrary: fc.record({ do: doing("restart") }), weight: 1 },
      ),
      { minLength: 5, maxLength: 30, size: "max" },
    ),
  )
  .map(([sent, others]) => [...sent, ...others]);

const retention: Readonly<Record<Where, number>> = { queue: 200, dead: 300 };
const maxReceives = 2;

interface Message {
  readonly body: string;
  readonly group: string;
  where: Where;
  order: number;
  born: number;
  visible: number;
  received: number;
}

interface Handle {
  readonly message: Message;
  readonly where: Where;
  readonly received: number;
  readonly at: number;
}

/** What the manual says, with a list for the queues and seconds for times. Answers like {@link openReal}. */
function openModel(fifo: boolean) {
  let now = 0;
  let order = 0;
  let messages: Message[] = [];
  const handles: Handle[] = [];
  const seen = new Map<string, number>();
  const isVisible = (message: Message) => message.visible <= now;
  const byVisibility = (left: Message, right: Message) => left.visible - right.visible || left.order - right.order;
  const held = (where: Where) => messages.filter((message) => message.where === where);
  const refused = "InvalidParameterValueException";

  function send({ group, deduplication, delay }: Step & { do: "send" }, body: string): string {
    if (fifo && (seen.get(deduplication) ?? -Infinity) + 300 > now) return "ok";
    seen.set(deduplication, now);
    const visible = fifo ? now : now + delay;
    messages.push({ body, group, where: "queue", order: order++, born: now, visible, received: 0 });
    return "ok";
  }

  function bury(): void {
    const exhausted = held("queue").filter((message) => isVisible(message) && message.received >= maxReceives);
    for (const message of exhausted.sort(byVisibility)) {
      const born = fifo ? now : message.born;
      Object.assign(message, { where: "dead", order: order++, visible: now, born });
    }
  }

  function receive({ from, count, visibility }: Step & { do: "receive" }): string {
    if (from === "queue") bury();
    const inOrder = held(from).sort((left, right) => left.order - right.order);
    const groups = Map.groupBy(inOrder, (message) => (fifo ? message.group : String(message.order)));
    const open = [...groups.values()].map((group) => group.slice(0, group.findIndex((it) => !isVisible(it)) >>> 0));
    const byHead = open.sort(([left], [right]) => (left && right ? byVisibility(left, right) : left ? -1 : 1));
    const taken = byHead.flat().slice(0, count);
    for (const message of taken) {
      message.visible = now + visibility;
      message.received++;
      handles.push({ message, where: from, received: message.received, at: now });
    }
    return taken.map(({ body, received }) => `${body}:${received}`).join(" ");
  }

  function settle(step: Step & { do: "delete" | "hide" }): string {
    const handle = handles.at(-1 - step.handle);
    if (!handle) return "ok";
    const { message, received, at } = handle;
    const isThere = messages.includes(message) && message.where === handle.where;
    const isNewest = message.received === received;
    const isRefused = fifo && !(isNewest && !isVisible(message));
    if (step.do === "delete") {
      if (isThere && isRefused) return refused;
      if (isThere && isNewest) messages = messages.filter((other) => other !== message);
      return "ok";
    }
    if (!isThere || isRefused || now - at + step.seconds > 43_200) return refused;
    message.visible = now + step.seconds;
    return "ok";
  }

  return (step: Step, body: string): string => {
    if (step.do === "pass") now += step.seconds;
    messages = messages.filter(({ born, where }) => born + retention[where] > now);
    if (step.do === "send") return send(step, body);
    if (step.do === "receive") return receive(step);
    return step.do === "delete" || step.do === "hide" ? settle(step) : "ok";
  };
}

/** The embedded SQS, taking the same steps. */
async function openReal(folder: string, fifo: boolean) {
  const clock = manualClock();
  const open = () => local.open(localContext(folder, clock));
  let emulator = await open();
  const handles: { readonly ReceiptHandle: string; readonly QueueUrl: string }[] = [];
  const call = (operation: string, input: JsonObject) => sqsCaller(emulator)(operation, input);
  const nameOf = (where: Where) => (fifo ? `${where}.fifo` : where);
  const codeOf = ({ output }: { output: JsonObject }) =>
    (output["__type"] as string | undefined)?.split("#")[1] ?? "ok";

  const type = fifo ? { FifoQueue: "true" } : {};
  const age = (where: Where) => ({ MessageRetentionPeriod: String(retention[where]) });
  await call("CreateQueue", { QueueName: nameOf("dead"), Attributes: { ...type, ...age("dead") } });
  const deadLetterTargetArn = `arn:aws:sqs:eu-west-1:000000000000:${nameOf("dead")}`;
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: maxReceives });
  await call("CreateQueue", { QueueName: nameOf("queue"), Attributes: { ...type, ...age("queue"), RedrivePolicy } });

  async function receive({ from, count, visibility }: Step & { do: "receive" }): Promise<string> {
    const request = { MaxNumberOfMessages: count, VisibilityTimeout: visibility, AttributeNames: ["All"] };
    const { output } = await call("ReceiveMessage", { QueueUrl: nameOf(from), ...request });
    const messages = (output["Messages"] ?? []) as unknown as Record<string, string>[];
    for (const { ReceiptHandle = "" } of messages) handles.push({ ReceiptHandle, QueueUrl: nameOf(from) });
    return messages.map(({ Body, Attributes }) => `${Body}:${Object(Attributes).ApproximateReceiveCount}`).join(" ");
  }

  async function settle(step: Step & { do: "delete" | "hide" }): Promise<string> {
    const handle = handles.at(-1 - step.handle);
    if (!handle) return "ok";
    if (step.do === "delete") return codeOf(await call("DeleteMessage", handle));
    return codeOf(await call("ChangeMessageVisibility", { ...handle, VisibilityTimeout: step.seconds }));
  }

  async function run(step: Step, body: string): Promise<string> {
    if (step.do === "receive") return receive(step);
    if (step.do === "delete" || step.do === "hide") return settle(step);
    if (step.do === "pass") await clock.advance(step.seconds * 1000);
    if (step.do === "restart") {
      await emulator.close();
      emulator = await open();
    }
    if (step.do !== "send") return "ok";
    const routed = { MessageGroupId: step.group, MessageDeduplicationId: step.deduplication };
    const more = fifo ? routed : { DelaySeconds: step.delay };
    return codeOf(await call("SendMessage", { QueueUrl: nameOf("queue"), MessageBody: body, ...more }));
  }

  return { run, close: () => emulator.close() };
}

vi.setConfig({ testTimeout: 120_000 });

test.for([false, true])("every sequence of calls is answered as by the model (FIFO: %s)", async (fifo) => {
  const property = fc.asyncProperty(steps, async (sequence) => {
    const folder = await mkdtemp(join(tmpdir(), "iffc-queue-"));
    const real = await openReal(folder, fifo);
    const model = openModel(fifo);
    for (const [index, step] of sequence.entries()) {
      const body = `${index}`;
      expect({ step, answer: await real.run(step, body) }).toEqual({ step, answer: model(step, body) });
    }
    await real.close();
    await rm(folder, { recursive: true });
  });
  await fc.assert(property, { numRuns: 200 });
});
