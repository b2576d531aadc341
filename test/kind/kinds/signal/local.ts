import { randomUUID } from "node:crypto";
import {
  type Caller,
  type LocalContext,
  type LocalKind,
  WireError,
  type WireRequest,
  type WireResponse,
} from "../../kind.ts";

/** Functions by the ARN of the topic that they listen to. */
type Listeners = ReadonlyMap<string, Set<string>>;

/** An embedded SNS that knows one operation. What was published is kept by the queue of asynchronous invocations. */
export const local: LocalKind = {
  async open(context) {
    const topics = new Map<string, Set<string>>();
    const arnOf = (name: string): string => `arn:aws:sns:${context.region}:${context.account}:${name}`;
    return {
      services: ["sns"],
      handle: (request, caller) => publish(request, caller, { topics, context }),
      async provision({ name }) {
        const arn = arnOf(name);
        if (!topics.has(arn)) topics.set(arn, new Set());
        return { arn };
      },
      remove: async ({ name }) => void topics.delete(arnOf(name)),
      async connect(trigger, resource) {
        const listeners = topics.get(arnOf(resource?.name ?? ""));
        listeners?.add(trigger.function);
        return { close: async () => void listeners?.delete(trigger.function) };
      },
      close: async () => topics.clear(),
    };
  },
};

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
async function publish(
  request: WireRequest,
  caller: Caller,
  { topics, context }: { readonly topics: Listeners; readonly context: LocalContext },
): Promise<WireResponse> {
  const input = new URLSearchParams((await request.body(400_000)).toString());
  const operation = input.get("Action") ?? "";
  if (operation !== "Publish") throw new WireError(501, "NotImplemented", `${operation} is not emulated locally.`);
  const arn = input.get("TopicArn") ?? "";
  caller.require("sns:Publish", arn);
  const listeners = topics.get(arn);
  if (!listeners) throw new WireError(404, "NotFound", "Topic does not exist");
  const MessageId = randomUUID();
  const Sns = { Type: "Notification", MessageId, TopicArn: arn, Message: input.get("Message") };
  const event = JSON.stringify({ Records: [{ EventSource: "aws:sns", Sns }] });
  for (const functionId of listeners) await context.functions.enqueue(functionId, event);
  const result = `<PublishResult><MessageId>${MessageId}</MessageId></PublishResult>`;
  const body = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${result}</PublishResponse>`;
  return { status: 200, headers: { "content-type": "text/xml" }, body };
}
