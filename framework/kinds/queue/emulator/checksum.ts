import { hash } from "node:crypto";
import type { MessageAttributes } from "./message.ts";

/** The MD5 of a text in hexadecimal, which SDKs check against what they sent. */
export function checksumOf(text: string): string {
  return hash("md5", text);
}

/**
 * The MD5 over message attributes, or nothing where there are none. The encoding:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export function checksumOfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const parts = names.flatMap((name) => {
    const { DataType, StringValue, BinaryValue } = attributes[name] ?? { DataType: "" };
    const value = BinaryValue === undefined ? Buffer.from(StringValue ?? "") : Buffer.from(BinaryValue, "base64");
    const transport = BinaryValue === undefined ? 1 : 2;
    return [sized(Buffer.from(name)), sized(Buffer.from(DataType)), Buffer.of(transport), sized(value)];
  });
  return hash("md5", Buffer.concat(parts));
}

function sized(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
