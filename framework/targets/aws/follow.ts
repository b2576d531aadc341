import type { StackEvent, StackState, StackStatus } from "./cloud/stacks.ts";
import { interrupted } from "./errors/access.ts";
import { failure, isFailure, withSentence } from "./errors/entry.ts";
import { stackVanished } from "./errors/stacks.ts";
import { poll } from "./poll.ts";
import type { Session } from "./session.ts";
import { isSettled } from "./status.ts";

/** Questions without a new event after which the stack itself is asked. */
const quietQuestions = 5;
/** Times that the status of before is read before it is believed to be that of after: a read may be stale. */
const staleReads = 3;
/** Times that a stack is read after its events say that it ended, before they are believed against what is read. */
const patientReads = 10;

/** An operation that CloudFormation is carrying out. */
export interface Operation {
  readonly stackName: string;
  readonly stackArn: string;
  /** Given to CloudFormation with the operation: every event of it carries the token. */
  readonly token: string;
  /** The stack's status before it. */
  readonly before: StackStatus;
}

/** How an operation ended. */
export interface Ending {
  readonly stack: StackState;
  /** The operation's events, oldest first, as far as they could be read. */
  readonly events: readonly StackEvent[];
}

/** Takes an operation's events as they happen. */
export type Watcher = (event: StackEvent) => void;

/** What is known of an operation so far. */
interface Progress {
  readonly events: Map<string, StackEvent>;
  /** What is asked next. */
  question: "events" | "stack";
  /** Questions for events in a row that brought none. */
  quiet: number;
  /** How often the stack was asked. */
  reads: number;
}

/**
 * Waits until an operation has ended, with one question per two seconds: for its events while they come, and for the
 * stack itself once an event says that it ended, or when events stay away. Slow, stale or missing answers never change
 * the outcome.
 */
export async function followOperation(session: Session, operation: Operation, watch: Watcher): Promise<Ending> {
  const progress: Progress = { events: new Map(), question: "events", quiet: 0, reads: 0 };
  const ask = async (): Promise<StackState | undefined> => {
    const { question } = progress;
    // Whatever becomes of this question, the next one is the other unless the answer says differently.
    progress.question = question === "events" ? "stack" : "events";
    if (question === "stack") return askForStack(session, operation, progress);
    await askForEvents(session, { operation, progress, watch });
    return undefined;
  };
  const goesOn = `CloudFormation goes on with ${operation.stackName}; the same command, run again, follows it.`;
  try {
    const stack = await poll(session, { ask, stopsWith: goesOn });
    return { stack, events: [...progress.events.values()] };
  } catch (error) {
    throw isFailure(error, stackVanished, interrupted) ? error : withSentence(error, goesOn);
  }
}

async function askForEvents(
  session: Session,
  { operation, progress, watch }: { operation: Operation; progress: Progress; watch: Watcher },
): Promise<void> {
  const news = await readNewEvents(session, operation, progress.events);
  for (const event of news) {
    progress.events.set(event.id, event);
    watch(event);
  }
  progress.quiet = news.length > 0 ? 0 : progress.quiet + 1;
  if (!endedAs(operation, progress) && progress.quiet < quietQuestions) progress.question = "events";
}

/** Reads pages, newest first, until one holds something known or something older than the operation. */
async function readNewEvents(
  session: Session,
  operation: Operation,
  known: ReadonlyMap<string, StackEvent>,
): Promise<readonly StackEvent[]> {
  const news: StackEvent[] = [];
  let page: string | undefined;
  do {
    const answer = await session.cloud.watch.events(operation.stackArn, page);
    const fresh = answer.items.filter((event) => event.token === operation.token && !known.has(event.id));
    news.push(...fresh);
    page = fresh.length === answer.items.length ? answer.next : undefined;
  } while (page !== undefined);
  return news.reverse();
}

/** The stack, once it is believed to have ended. */
async function askForStack(
  session: Session,
  operation: Operation,
  progress: Progress,
): Promise<StackState | undefined> {
  const stack = await session.cloud.watch.describe(operation.stackArn);
  if (!stack) throw failure(stackVanished, { message: `The stack ${operation.stackName} disappeared.` });
  progress.reads++;
  progress.quiet = 0;
  const ended = endedAs(operation, progress);
  if (ended !== undefined) {
    progress.question = "stack";
    return stack.status === ended || progress.reads >= patientReads ? { ...stack, status: ended } : undefined;
  }
  const isNew = stack.status !== operation.before || progress.reads >= staleReads;
  return isSettled(stack.status) && isNew ? stack : undefined;
}

/** The status that the operation's own events end with, once they do. */
function endedAs(operation: Operation, progress: Progress): StackStatus | undefined {
  const own = [...progress.events.values()].filter((event) => event.physicalId === operation.stackArn);
  const last = own.at(-1)?.status;
  return last !== undefined && isSettled(last) ? (last as StackStatus) : undefined;
}
