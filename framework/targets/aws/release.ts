/**
 * New code and settings for the functions that changed, by the Lambda API alone:
 *
 *   update    the unpublished function gets the code of the plan; CloudFormation has already given it its settings
 *   publish   what differs from the version that serves becomes a version
 *   flip      the alias `live` of each moves to it, all at the end, so that a failure before leaves the old ones serving
 */
import { awsNameOf } from "./cloud/explain.ts";
import type { FunctionVersion } from "./cloud/functions.ts";
import { failure } from "../../diagnostics/failure.ts";
import { functionChanged, functionMissing, functionUpdateFailed } from "./errors/functions.ts";
import { serialize } from "../../model/json.ts";
import { inParallel } from "./parallel.ts";
import { poll } from "./poll.ts";
import { type Session, stopIfInterrupted } from "./session.ts";
import type { UploadedCode } from "./upload.ts";

/** The alias that every trigger starts. */
export const liveAlias = "live";
/** Milliseconds between two looks at an update. */
const interval = 500;
/** Milliseconds that an update may take. */
const patience = 600_000;
/** How often an update that another one is in the way of is tried. */
const attempts = 5;

/** A function, by its id in the plan and by its physical name. */
interface Named {
  readonly id: string;
  readonly name: string;
}

/** A function and the code that it is to run. */
export interface ReleaseItem extends Named {
  readonly code: UploadedCode;
}

/** A function after a release. */
export interface Released extends Named {
  /** The version that `live` names. */
  readonly version: string;
  /** SHA-256 of its zip in base64. */
  readonly codeSha256: string;
  readonly changed: boolean;
}

/** Releases every function whose code or settings differ from the version that serves. Makes no change for the others. */
export async function release(session: Session, items: readonly ReleaseItem[]): Promise<readonly Released[]> {
  const prepared = await inParallel(items, (item) => prepare(session, item));
  stopIfInterrupted(session, "The new versions are published, and the old ones still serve.");
  await inParallel(
    prepared.filter((each) => each.changed),
    (each) => flip(session, each),
  );
  return prepared;
}

async function prepare(session: Session, item: ReleaseItem): Promise<Released> {
  const { id, name, code } = item;
  const live = await session.cloud.functions.describe(name, liveAlias);
  if (!live) throw missing(item);
  const latest = await settle(session, item);
  const isCurrent = latest.codeSha256 === code.sha256 && !hasFailed(latest);
  const updated = isCurrent ? latest : await update(session, item, latest);
  if (isSame(updated, live)) return { id, name, version: live.version, codeSha256: live.codeSha256, changed: false };
  session.reporter.report({ type: "resource.status", id, status: isCurrent ? "new settings" : "new code" });
  const { version, codeSha256 } = await publish(session, item, updated);
  return { id, name, version, codeSha256, changed: true };
}

function isSame(left: FunctionVersion, right: FunctionVersion): boolean {
  return left.codeSha256 === right.codeSha256 && serialize(left.settings) === serialize(right.settings);
}

/** Another update, of CloudFormation or of an interrupted run, may still be under way: Lambda takes one at a time. */
async function update(session: Session, item: ReleaseItem, latest: FunctionVersion): Promise<FunctionVersion> {
  let { revisionId } = latest;
  for (let attempt = 1; ; attempt++) {
    try {
      await session.cloud.functions.updateCode({ name: item.name, code: item.code.location, revisionId });
      return refuseFailed(item, await settle(session, item));
    } catch (error) {
      if (awsNameOf(error) !== "ResourceConflictException" || attempt === attempts) throw explain(item, error);
      await session.clock.wait(interval);
      ({ revisionId } = await settle(session, item));
    }
  }
}

async function publish(session: Session, item: Named, updated: FunctionVersion): Promise<FunctionVersion> {
  const { codeSha256, revisionId } = updated;
  const publication = { name: item.name, codeSha256, revisionId };
  const published = await guard(item, () => session.cloud.functions.publish(publication));
  return refuseFailed(item, await settle(session, item, published.version));
}

async function flip(session: Session, item: Released): Promise<void> {
  const { functions } = session.cloud;
  const { id, name, version } = item;
  const alias = await functions.alias(name, liveAlias);
  if (!alias) throw missing(item);
  await guard(item, () => functions.updateAlias({ name, alias: liveAlias, version, revisionId: alias.revisionId }));
  session.reporter.report({ type: "resource.status", id, status: `live is version ${version}` });
}

/** Waits until neither a creation nor an update is under way, whether it succeeded or not. */
async function settle(session: Session, item: Named, version?: string): Promise<FunctionVersion> {
  const started = session.clock.now();
  const ask = async (): Promise<FunctionVersion | undefined> => {
    const state = await session.cloud.functions.describe(item.name, version);
    if (!state) throw missing(item);
    if (state.updateStatus !== "InProgress" && state.state !== "Pending") return state;
    if (session.clock.now() - started > patience) throw updateFailed(item, "it is still not ready after ten minutes");
    return undefined;
  };
  return poll(session, { interval, ask });
}

function hasFailed({ updateStatus, state }: FunctionVersion): boolean {
  return updateStatus === "Failed" || state === "Failed";
}

function refuseFailed(item: Named, version: FunctionVersion): FunctionVersion {
  if (!hasFailed(version)) return version;
  throw updateFailed(item, version.updateReason ?? version.stateReason ?? "no reason given");
}

async function guard<Result>(item: Named, change: () => Promise<Result>): Promise<Result> {
  try {
    return await change();
  } catch (error) {
    throw explain(item, error);
  }
}

function explain({ id }: Named, error: unknown): unknown {
  const name = awsNameOf(error);
  if (name !== "PreconditionFailedException" && name !== "ResourceConflictException") return error;
  return failure(functionChanged, { message: `"${id}" was changed by somebody else during the deploy.`, cause: error });
}

function updateFailed({ id }: Named, reason: string): Error {
  return failure(functionUpdateFailed, { message: `Lambda could not update "${id}": ${reason}.` });
}

function missing({ id, name }: Named): Error {
  return failure(functionMissing, { message: `The function ${name} of "${id}", or its alias "live", does not exist.` });
}
