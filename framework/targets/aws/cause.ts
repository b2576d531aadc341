import { diagnose } from "../../diagnostics/diagnostic.ts";
import type { IffcError } from "../../diagnostics/error.ts";
import { compareText } from "../../model/json.ts";
import type { StackEvent, ValidationFailure } from "./cloud/stacks.ts";
import { failure, type FailureEntry } from "./errors/entry.ts";
import { changeSetFailed, stackFailed } from "./errors/stacks.ts";
import type { Ending } from "./follow.ts";
import { type Owner, ownerOf, type TemplateResources } from "./owner.ts";
import { describeEnd } from "./status.ts";

/** Templates to look a logical id up in, the newest first. */
type Templates = readonly (TemplateResources | undefined)[];

/** The error for an operation that failed: its first cause, at the line of the user's that asked for it. */
export function explainEnding({ stack, events }: Ending, templates: Templates): IffcError {
  const first = firstFailure(events, stack.arn);
  const cause = first
    ? describeFailure(first, ownerOf(first.logicalId, ...templates))
    : (stack.reason ?? events.findLast((event) => event.reason)?.reason ?? "CloudFormation gave no reason");
  const message = `The stack ${stack.name} failed: ${withPeriod(cause)} ${describeEnd(stack.status)}`;
  return atOwner(stackFailed, { message, owner: first && ownerOf(first.logicalId, ...templates), cause });
}

/** The error for a change set that CloudFormation refused. */
export function explainRefusal(
  stackName: string,
  refusal: { readonly reason: string; readonly failures: readonly ValidationFailure[] },
  templates: Templates,
): IffcError {
  const first = refusal.failures[0];
  const owner = first?.logicalId === undefined ? undefined : ownerOf(first.logicalId, ...templates);
  const place = owner?.id ?? first?.logicalId;
  const cause = first ? `${place === undefined ? "" : `${place}: `}${first.reason}` : refusal.reason;
  return atOwner(changeSetFailed, {
    message: `CloudFormation refused ${stackName}: ${withPeriod(cause)}`,
    owner,
    cause,
  });
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
  return `${subject} could not be ${verb}: ${event.reason ?? "CloudFormation gave no reason"}`;
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
