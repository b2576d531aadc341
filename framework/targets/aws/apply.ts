/**
 * One stack from what it is to what its template says:
 *
 *   ready      look at the stack; refuse one that is busy, stuck or somebody else's; clear away an empty one
 *   compare    equal template, parameters and tags: done, without any call that changes something
 *   prepare    upload the template, make a change set, hold it against the plan; discard it if it may not be
 *   execute    by ARN, and follow it to its end
 */
import { randomUUID } from "node:crypto";
import { serialize } from "../../model/json.ts";
import {
  changeSetPrefix,
  discardChangeSet,
  discardLeftovers,
  type FinishedChangeSet,
  makeChangeSet,
} from "./change-set.ts";
import { explainFailure, explainRefusal, noReason } from "./cause.ts";
import type { ChangeSetRequest, ResourceChange, StackState, ValidationFailure } from "./cloud/stacks.ts";
import { followOperation, readEvents } from "./follow.ts";
import { ownerOf, parseTemplate } from "./owner.ts";
import { makeReady } from "./ready.ts";
import { type Session, stopIfInterrupted } from "./session.ts";
import { hasSucceeded } from "./status.ts";
import { hashOf, sha256Of, storeOnce } from "./stored.ts";
import { renderTemplate, type Template, withoutSources } from "./synthesize/stack.ts";

/** What a stack is to become. */
export interface StackWork {
  readonly name: string;
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Sent with the request instead of by way of the artifact bucket, for the stack that makes the bucket. */
  readonly inline?: boolean;
  /** Throws where the change set must not be executed. */
  review(changes: readonly ResourceChange[], live: Template | undefined): void;
}

/** A stack that is as it should be. */
export interface AppliedStack {
  readonly name: string;
  readonly changed: boolean;
  readonly outputs: Readonly<Record<string, string>>;
}

/** A stack as it was found. */
interface Found {
  readonly current: StackState | undefined;
  readonly live: Template | undefined;
}

/** Brings one stack to its template. A failure leaves it as it was, and says so. */
export async function applyStack(session: Session, work: StackWork): Promise<AppliedStack> {
  const current = await makeReady(session, work);
  const live = current && parseTemplate(await session.cloud.stacks.template(current.arn));
  const found = { current, live };
  if (current && isUnchanged(work, current, live)) return unchanged(current);
  const changeSet = await prepare(session, work, found);
  if (!changeSet) return unchanged(current as StackState);
  return execute(session, { work, found, changeSet });
}

function unchanged(current: StackState): AppliedStack {
  return { name: current.name, changed: false, outputs: current.outputs };
}

function isUnchanged(work: StackWork, current: StackState, live: Template | undefined): boolean {
  const wanted = [withoutSources(work.template), work.parameters, work.tags];
  const actual = [live && withoutSources(live), current.parameters, current.tags];
  return serialize(wanted) === serialize(actual);
}

/** The change set to execute; undefined where CloudFormation finds nothing to change. */
async function prepare(session: Session, work: StackWork, found: Found): Promise<FinishedChangeSet | undefined> {
  const { current, live } = found;
  report(session, work.name, current ? "looking at what changes" : "new, looking at what it takes");
  if (current) await discardLeftovers(session, current.arn);
  const changeSet = await makeChangeSet(session, await requestFor(session, work, current));
  try {
    if (changeSet.status === "FAILED" && !changeSet.isEmpty) {
      const failures = await readFailures(session, changeSet.arn);
      const reason = changeSet.reason ?? noReason;
      throw explainRefusal(work.name, { reason, failures }, [work.template, live]);
    }
    work.review(changeSet.changes, live);
    stopIfInterrupted(session, `Nothing of ${work.name} was changed.`);
  } catch (error) {
    await discardQuietly(session, changeSet);
    throw error;
  }
  if (!changeSet.isEmpty) return changeSet;
  await discardChangeSet(session, changeSet);
  return undefined;
}

async function requestFor(
  session: Session,
  { name, template, parameters, tags, inline = false }: StackWork,
  current: StackState | undefined,
): Promise<ChangeSetRequest> {
  const body = renderTemplate(template);
  return {
    stack: name,
    name: changeSetPrefix + randomUUID(),
    type: current ? "UPDATE" : "CREATE",
    template: inline ? { body } : { url: await upload(session, body) },
    parameters,
    tags,
  };
}

async function upload(session: Session, template: string): Promise<string> {
  const body = Buffer.from(template);
  const key = `templates/${hashOf(sha256Of(body))}.json`;
  const location = await storeOnce(session, { key, body, contentType: "application/json" });
  return session.cloud.objects.url(location);
}

async function execute(
  session: Session,
  { work, found, changeSet }: { work: StackWork; found: Found; changeSet: FinishedChangeSet },
): Promise<AppliedStack> {
  const { stackArn } = changeSet;
  const templates = [work.template, found.live];
  const token = changeSetPrefix + randomUUID();
  report(session, work.name, found.current ? "changing" : "creating");
  await start(session, changeSet, token);
  const before = found.current?.status ?? "REVIEW_IN_PROGRESS";
  const operation = { stackName: work.name, stackArn, token, before };
  const stack = await followOperation(session, operation, (event) => {
    if (event.physicalId === stackArn) return;
    const id = ownerOf(event.logicalId, ...templates)?.id ?? event.logicalId;
    const detail = event.reason === undefined ? event.type : `${event.type}: ${event.reason}`;
    session.reporter.report({ type: "resource.status", id, status: event.status, detail });
  });
  if (!hasSucceeded(stack.status)) {
    const events = await readEvents(session, operation);
    const failures = await readFailures(session, stackArn);
    throw explainFailure({ stack, events, failures }, templates);
  }
  report(session, work.name, "done");
  return { name: work.name, changed: true, outputs: stack.outputs };
}

async function start(session: Session, changeSet: FinishedChangeSet, token: string): Promise<void> {
  try {
    await session.cloud.stacks.executeChangeSet(changeSet.arn, token);
  } catch (error) {
    await discardQuietly(session, changeSet);
    throw error;
  }
}

/** What cannot be cleared away now is cleared away by the next run; it must not hide the reason. */
async function discardQuietly(session: Session, changeSet: FinishedChangeSet): Promise<void> {
  await discardChangeSet(session, changeSet).catch(() => undefined);
}

/** They only explain: where they cannot be read, the summary has to do. */
async function readFailures({ cloud }: Session, arn: string): Promise<readonly ValidationFailure[]> {
  return cloud.stacks.validationFailures(arn).catch(() => []);
}

function report(session: Session, stack: string, detail: string): void {
  session.reporter.report({ type: "phase.progress", phase: "deploy", detail: `${stack}: ${detail}` });
}
