import { diagnose } from "../../diagnostics/diagnostic.ts";
import type { IffcError } from "../../diagnostics/error.ts";
import { compareText } from "../../model/json.ts";
import type { StackEvent, StackState, ValidationFailure } from "./cloud/stacks.ts";
import { failure, type FailureEntry } from "../../diagnostics/failure.ts";
import { changeSetFailed, stackFailed } from "./errors/stacks.ts";
import { type Owner, ownerOf, type TemplateResources } from "./owner.ts";
import { describeEnd } from "./status.ts";

/** What is said where CloudFormation says nothing. */
export const noReason = "CloudFormation gave no reason";

/** Templates to look a logical id up in, the newest first. */
type Templates = readonly (TemplateResources | undefined)[];

/** What is known of an operation that failed. */
export interface FailedOperation {
  readonly stack: StackState;
  /** Oldest first. */
  readonly events: readonly StackEvent[];
  /** What CloudFormation found wrong before it began with any resource. */
  readonly failures: readonly ValidationFailure[];
}

/** The error for an operation that failed: its first cause, at the line of the user's that asked for it. */
export function explainFailure({ stack, events, failures }: FailedOperation, templates: Templates): IffcError {
  const first = firstFailure(events, stack.arn);
  const reason = stack.reason ?? events.findLast((event) => event.reason)?.reason ?? noReason;
  const cause = first ? describeFailure(first, ownerOf(first.logicalId, ...templates)) : undefined;
  const refusal = describeRefusal({ reason, failures }, templates);
  const logicalId = first?.logicalId ?? failures[0]?.logicalId;
  return atOwner(stackFailed, {
    message: `The stack ${stack.name} failed: ${withPeriod(cause ?? refusal)} ${describeEnd(stack.status)}`,
    owner: logicalId === undefined ? undefined : ownerOf(logicalId, ...templates),
    cause: cause ?? refusal,
  });
}

/** The error for a change set that CloudFormation refused. */
export function explainRefusal(stackName: string, refusal: Refusal, templates: Templates): IffcError {
  const logicalId = refusal.failures[0]?.logicalId;
  const cause = describeRefusal(refusal, templates);
  return atOwner(changeSetFailed, {
    message: `CloudFormation refused ${stackName}: ${withPeriod(cause)}`,
    owner: logicalId === undefined ? undefined : ownerOf(logicalId, ...templates),
    cause,
  });
}

/** Why CloudFormation did not begin: its summary, and what it found wrong in detail. */
interface Refusal {
  readonly reason: string;
  readonly failures: readonly ValidationFailure[];
}

function describeRefusal({ reason, failures }: Refusal, templates: Templates): string {
  const [first] = failures;
  if (!first) return reason;
  const { logicalId } = first;
  if (logicalId === undefined) return first.reason;
  return `${ownerOf(logicalId, ...templates)?.id ?? logicalId} (${logicalId}): ${first.reason}`;
}

/**
 * The failure that the others follow from: the earliest of a resource that was not merely cancelled because of another.
 * Events are oldest first.
 */
export function firstFailure(events: readonly StackEvent[], stackArn: string): StackEvent | undefined {
  return events.find(
    (event) =>
      event.status.endsWith("_FAILED") &&
      event.physicalId !== stackArn &&
      !/(?:creation|update|operation) cancelled/iu.test(event.reason ?? ""),
  );
}

/** Every resource that could not be deleted, with the reason. */
export function blockersOf(events: readonly StackEvent[], stackArn: string): readonly string[] {
  return events
    .filter((event) => event.status === "DELETE_FAILED" && event.physicalId !== stackArn)
    .map((event) => `${event.logicalId} (${event.physicalId}): ${event.reason ?? "no reason given"}`)
    .sort(compareText);
}

const verbs: Readonly<Record<string, string>> = { CREATE: "created", UPDATE: "changed", DELETE: "deleted" };

function describeFailure(event: StackEvent, owner: Owner | undefined): string {
  const verb = verbs[event.status.split("_")[0] ?? ""] ?? "changed";
  const subject = owner ? `${owner.id} (${event.type} ${event.logicalId})` : `${event.logicalId} (${event.type})`;
  return `${subject} could not be ${verb}: ${event.reason ?? noReason}`;
}

function atOwner(
  entry: FailureEntry,
  { message, owner, cause }: { readonly message: string; readonly owner: Owner | undefined; readonly cause: string },
): IffcError {
  const { code, title, hint, page } = entry;
  const diagnostics = owner?.at
    ? [diagnose({ code, title, hint, page, exit: 3 }, { at: owner.at, message: cause })]
    : [];
  return failure(entry, { message, diagnostics });
}

function withPeriod(text: string): string {
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}
