import { randomUUID } from "node:crypto";
import type { Message, ReceiveMessageCommandInput, SendMessageCommandInput, SQS } from "@aws-sdk/client-sqs";

/** An implementation of SQS under test. */
export interface QueueSubject {
  readonly client: SQS;
  readonly endpoint: string;
  /** Lets so many milliseconds pass for the service. */
  wait(milliseconds: number): Promise<void>;
}

type Attributes = Readonly<Record<string, string>>;
type Receiving = Partial<ReceiveMessageCommandInput>;
type Sending = Partial<SendMessageCommandInput>;

/** Someone who uses queues through the client of a subject, with few words. */
export type QueueUser = ReturnType<typeof queueUser>;

/** Makes a user of a subject, which may be known only later. */
export function queueUser(subject: () => Pick<QueueSubject, "client">) {
  const client = () => subject().client;

  async function make(attributes: Attributes = {}, name = `test-${randomUUID()}`): Promise<string> {
    const QueueName = attributes["FifoQueue"] ? `${name}.fifo` : name;
    return text((await client().createQueue({ QueueName, Attributes: { ...attributes } })).QueueUrl);
  }

  async function receive(QueueUrl: string, more: Receiving = {}): Promise<Message[]> {
    const all = { MessageSystemAttributeNames: ["All" as const], MessageAttributeNames: ["All"] };
    const { Messages = [] } = await client().receiveMessage({ QueueUrl, MaxNumberOfMessages: 10, ...all, ...more });
    return Messages;
  }

  async function attributesOf(QueueUrl: string): Promise<Attributes> {
    return (await client().getQueueAttributes({ QueueUrl, AttributeNames: ["All"] })).Attributes ?? {};
  }

  return {
    make,
    receive,
    attributesOf,
    makeFifo: (more: Attributes = {}) => make({ FifoQueue: "true", ...more }),

    /** Makes a queue, and one of the same sort for what it fails to deliver. */
    makePair: async (maxReceiveCount: number, more: Attributes = {}) => {
      const deadLetters = await make(more["FifoQueue"] ? { FifoQueue: "true" } : {});
      const deadLetterArn = text((await attributesOf(deadLetters))["QueueArn"]);
      const policy = JSON.stringify({ deadLetterTargetArn: deadLetterArn, maxReceiveCount });
      const url = await make({ ...more, RedrivePolicy: policy });
      return { url, arn: text((await attributesOf(url))["QueueArn"]), deadLetters, deadLetterArn };
    },

    send: (QueueUrl: string, MessageBody: string, more: Sending = {}) =>
      client().sendMessage({ QueueUrl, MessageBody, ...more }),

    /** Sends to a group of a FIFO queue, as no message before. */
    sendGroup: (QueueUrl: string, MessageGroupId: string, MessageBody: string) =>
      client().sendMessage({ QueueUrl, MessageBody, MessageGroupId, MessageDeduplicationId: randomUUID() }),

    /** Receives the bodies of up to ten messages. */
    bodies: async (url: string, more: Receiving = {}) => (await receive(url, more)).map(({ Body }) => text(Body)),

    /** Receives the one message that there is. */
    take: async (url: string, more: Receiving = {}): Promise<Message> => {
      const [message, ...others] = await receive(url, more);
      if (!message || others.length > 0)
        throw new Error(`received ${message ? others.length + 1 : 0} messages, not one`);
      return message;
    },

    remove: (QueueUrl: string, { ReceiptHandle }: Message) => client().deleteMessage({ QueueUrl, ReceiptHandle }),

    /** Hides a message for so many seconds from now. */
    hide: (QueueUrl: string, { ReceiptHandle }: Message, VisibilityTimeout: number) =>
      client().changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout }),

    /** How many messages are visible, in flight and delayed. */
    counts: async (url: string): Promise<readonly string[]> => {
      const all = await attributesOf(url);
      return ["", "NotVisible", "Delayed"].map((state) => text(all[`ApproximateNumberOfMessages${state}`]));
    },
  };
}

/** A text that has to be there. */
export function text(value: string | undefined): string {
  if (value === undefined) throw new Error("an answer lacks what it should hold");
  return value;
}
