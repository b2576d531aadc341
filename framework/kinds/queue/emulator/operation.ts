import type { Caller } from "../../local.ts";
import type { JsonObject } from "../../../model/json.ts";
import { queueDoesNotExist } from "./errors.ts";
import { requireText } from "./input.ts";
import type { Queue } from "./queue.ts";
import type { Store } from "./store.ts";

/** One operation of SQS: the request's JSON in, the answer's JSON out. */
export type Operation = (input: JsonObject, call: Call) => JsonObject | Promise<JsonObject>;

/** What an operation works on, and on whose behalf. */
export interface Call {
  readonly store: Store;
  readonly caller: Caller;
  readonly account: string;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** The URL of a queue at this endpoint. */
  url(name: string): string;
}

/** The queue that a request names, once the caller is known to be allowed the action on it. */
export function requireQueue(action: string, input: JsonObject, call: Call): Queue {
  const name = nameIn(requireText(input, "QueueUrl"), call.account);
  call.caller.require(action, call.store.queues.arn(name));
  return existing(call.store.queues.get(name));
}

/** The queue, or the error of SQS where there is none. */
export function existing(queue: Queue | undefined): Queue {
  if (!queue) throw queueDoesNotExist();
  return queue;
}

/** The name in a queue URL; a bare name stands for itself. Where the URL points is left out: ports change. */
function nameIn(url: string, account: string): string {
  if (!url.includes("/")) return url;
  const [, owner, name] = /\/([^/]+)\/([^/]+)$/u.exec(url) ?? [];
  if (owner !== account || name === undefined) throw queueDoesNotExist();
  return name;
}
