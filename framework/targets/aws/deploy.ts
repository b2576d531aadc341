/**
 * plan + artifacts + snapshot → a deployed environment. The order keeps the version that is running whole:
 *
 *   upload     code, by its hash; nothing refers to it yet
 *   expand     the stack of state, then those of the services side by side: resources, functions, permissions
 *   release    new code and settings: publish what changed, then move every alias `live`
 *   attach     the edge: routes that only the new version can answer
 *   contract   stacks that nothing of the plan belongs to any more
 *   record     the plan, for the next deploy to compare with
 *
 * Every step looks at what is there before it changes anything, so a deploy that was stopped continues when run again.
 */
import { runPhase } from "../../diagnostics/reporter.ts";
import type { Artifact } from "../../model/artifact.ts";
import type { Plan } from "../../model/plan.ts";
import type { AppliedStack } from "./apply.ts";
import { ensureBootstrap } from "./bootstrap.ts";
import { findLeftovers, removeLeftovers } from "./contract.ts";
import { applyStacks, type Outputs, refuseTaken, refuseUnready } from "./expand.ts";
import { writePlan } from "./record.ts";
import { release, type Released, type ReleaseItem } from "./release.ts";
import type { Session } from "./session.ts";
import { firstCodeOf, type Snapshot } from "./snapshot.ts";
import type { CodeReference } from "./synthesize/function.ts";
import type { Stack } from "./synthesize/stack.ts";
import { uploadArtifacts, type UploadedCode } from "./upload.ts";

/** What a deploy is made of. */
export interface Deployment {
  readonly plan: Plan;
  /** One for each function of the plan, with its zip. */
  readonly artifacts: readonly Artifact[];
  /** What the plan was compared with. */
  readonly snapshot: Snapshot;
  /** The plan's stacks, once it is known where the code of each function lies. Pure. */
  synthesize(code: (functionId: string) => CodeReference): readonly Stack[];
}

/** What a deploy led to. */
export interface Deployed {
  /** What people want to see: addresses and the like. */
  readonly outputs: readonly ShownOutput[];
  readonly functions: readonly Released[];
  /** The names of the stacks that were created or changed. */
  readonly changedStacks: readonly string[];
  /** The names of the stacks that were deleted. */
  readonly removedStacks: readonly string[];
}

/** An attribute of a resource of the plan, with its value. */
export interface ShownOutput {
  readonly resource: string;
  readonly attribute: string;
  readonly value: string;
}

/** Deploys a plan. Throws an `IffcError`; the version that was running before then still serves. */
export async function deploy(session: Session, deployment: Deployment): Promise<Deployed> {
  const { reporter } = session;
  refuseUnready(session, deployment.snapshot.stacks);
  await ensureBootstrap(session);
  const upload = { phase: "upload" as const, describe: ({ size }: Code) => `functions: ${size}` };
  const code = await runPhase(reporter, upload, () => uploadArtifacts(session, deployment.artifacts));
  return runPhase(reporter, { phase: "deploy", describe: describeResult }, () => bring(session, deployment, code));
}

type Code = ReadonlyMap<string, UploadedCode>;

async function bring(session: Session, deployment: Deployment, code: Code): Promise<Deployed> {
  const { plan, snapshot } = deployment;
  const stacks = deployment.synthesize((id) => firstCodeOf(snapshot, id) ?? referenceTo(codeOf(code, id)));
  await refuseTaken(session, stacks, snapshot);
  const plans = { plan, deployed: snapshot.plan };
  const leftovers = findLeftovers(stacks, snapshot, plans);
  const outputs: Outputs = new Map();
  const applied: AppliedStack[] = [];
  const apply = async (tier: Stack["tier"]): Promise<void> => {
    const tierStacks = stacks.filter((stack) => stack.tier === tier);
    applied.push(...(await applyStacks(session, tierStacks, { outputs, plans })));
  };
  await apply("state");
  await apply("service");
  const functions = await release(session, releaseItems(plan, code));
  await apply("edge");
  await removeLeftovers(session, leftovers);
  await writePlan(session, plan);
  return {
    outputs: stacks.flatMap((stack) => showOutputs(stack, outputs)),
    functions,
    changedStacks: applied.filter((stack) => stack.changed).map((stack) => stack.name),
    removedStacks: leftovers.map((stack) => stack.name),
  };
}

function releaseItems(plan: Plan, code: Code): readonly ReleaseItem[] {
  return plan.functions.map(({ id, name }) => ({ id, name, code: codeOf(code, id) }));
}

function codeOf(code: Code, functionId: string): UploadedCode {
  const uploaded = code.get(functionId);
  if (!uploaded) throw new Error(`The function "${functionId}" was planned but not built.`);
  return uploaded;
}

function referenceTo({ location }: UploadedCode): CodeReference {
  return { S3Bucket: location.bucketName, S3Key: location.key, S3ObjectVersion: location.version };
}

function showOutputs(stack: Stack, outputs: Outputs): readonly ShownOutput[] {
  return Object.entries(stack.shown).flatMap(([name, { resource, attribute }]) => {
    const value = outputs.get(stack.name)?.[name];
    return value === undefined ? [] : [{ resource, attribute, value }];
  });
}

function describeResult({ changedStacks, functions }: Deployed): string {
  const released = functions.filter((each) => each.changed).length;
  return `stacks changed: ${changedStacks.length}, functions released: ${released} of ${functions.length}`;
}
