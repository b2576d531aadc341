import { isTransient } from "./cloud/explain.ts";
import type { Page } from "./cloud/page.ts";
import type { StackEvent, StackState, StackStatus } from "./cloud/stacks.ts";
import { interrupted } from "./errors/access.ts";
import { failure, isFailure, withSentence } from "../../diagnostics/failure.ts";
import { stackVanished } from "./errors/stacks.ts";
import { poll } from "./poll.ts";
import type { Session } from "./session.ts";
import { isSettled } from "./status.ts";

/** Questions without a new event after which the stack itself is asked. */
const quietQuestions = 5;
/** Times that the status of before is read before it is believed to be that of after: a read may be stale. */
const staleReads = 3;
/** Times that a stack is read after its last event, which says that it ended, before that is believed against the read. */
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

/** Takes an operation's events as they happen. */
export type Watcher = (event: StackEvent) => void;

/** What is known of an operation so far. */
interface Progress {
  readonly events: Map<string, StackEvent>;
  /** What is asked next. */
  question: "events" | "stack";
  /** Questions for events in a row that brought none. */
  quiet: number;
  /** How often the stack was asked since its last event. */
  reads: number;
}

/**
 * Waits until an operation has ended, with one question per two seconds: for its events while they come, and for the
 * stack itself once an event says that it ended, or when events stay away. Slow, stale or missing answers never change
 * the outcome. Returns the stack as it is then.
 */
export async function followOperation(session: Session, operation: Operation, watch: Watcher): Promise<StackState> {
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
    return await poll(session, { ask, stopsWith: goesOn });
  } catch (error) {
    throw isFailure(error, stackVanished, interrupted) ? error : withSentence(error, goesOn);
  }
}

/**
 * All events of an operation, or of the stack's whole life where none is named, oldest first. None where AWS does not
 * answer: they explain an outcome and never decide it.
 */
export async function readEvents(
  { cloud }: Session,
  { stackArn, token }: Pick<Operation, "stackArn"> & Partial<Operation>,
): Promise<readonly StackEvent[]> {
  const isOwn = (event: StackEvent): boolean => token === undefined || event.token === token;
  try {
    return await readWhile((page) => cloud.stacks.events(stackArn, page), isOwn);
  } catch (error) {
    if (isTransient(error)) return [];
    throw error;
  }
}

async function askForEvents(
  session: Session,
  { operation, progress, watch }: { operation: Operation; progress: Progress; watch: Watcher },
): Promise<void> {
  const news = await readWhile(
    (page) => session.cloud.watch.events(operation.stackArn, page),
    (event) => event.token === operation.token && !progress.events.has(event.id),
  );
  for (const event of news) {
    progress.events.set(event.id, event);
    watch(event);
  }
  progress.quiet = news.length > 0 ? 0 : progress.quiet + 1;
  if (news.length > 0) progress.reads = 0;
  if (!endedAs(operation, progress) && progress.quiet < quietQuestions) progress.question = "events";
}

/** The events that are wanted, oldest first. Pages come newest first; one with anything else on it is the last. */
async function readWhile(
  ask: (page: string | undefined) => Promise<Page<StackEvent>>,
  isWanted: (event: StackEvent) => boolean,
): Promise<readonly StackEvent[]> {
  const wanted: StackEvent[] = [];
  let page: string | undefined;
  do {
    const answer = await ask(page);
    const found = answer.items.filter(isWanted);
    wanted.push(...found);
    page = found.length === answer.items.length ? answer.next : undefined;
  } while (page !== undefined);
  return wanted.reverse();
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
    const isBelieved = stack.status === ended || progress.reads >= patientReads;
    return isBelieved ? { ...stack, status: ended } : undefined;
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
