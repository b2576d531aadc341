import { invalidReceipt } from "./errors.ts";
import type { Message } from "./message.ts";
import type { Queue } from "./queue.ts";

/** One act of receiving a message, which its receipt handle stands for. */
export interface Receipt {
  readonly sequence: number;
  readonly id: string;
  /** The how-manieth receive of the message it was. */
  readonly received: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The receipt handle of a message that was just received. */
export function encodeReceipt(message: Message, at: number): string {
  const { queue, sequence, received, id } = message;
  return Buffer.from([queue, sequence, received, at, id].join(" ")).toString("base64");
}

/** Reads a receipt handle back; one that the queue never gave out raises `ReceiptHandleIsInvalid`. */
export function decodeReceipt(queue: Queue, handle: string): Receipt {
  const text = Buffer.from(handle, "base64").toString();
  const match = /^(\d+) (\d+) (\d+) (\d+) ([0-9a-f-]{36})$/u.exec(text);
  if (!match || Number(match[1]) !== queue.id) throw invalidReceipt(handle);
  return { sequence: Number(match[2]), received: Number(match[3]), at: Number(match[4]), id: match[5] ?? "" };
}
