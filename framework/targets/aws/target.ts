/** The aws target behind the contract of all targets. */
import { kinds } from "../../kinds/registry.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { hasErrors } from "../../diagnostics/diagnostic.ts";
import { refuse } from "../../diagnostics/failure.ts";
import type { Plan } from "../../model/plan.ts";
import { outputsOf } from "../endpoints.ts";
import type { DeployRequest, Deployment, FunctionCall, LogQuery, Target } from "../target.ts";
import { deploy } from "./deploy.ts";
import { destroy } from "./destroy.ts";
import { invoke } from "./invoke.ts";
import { readLogs } from "./logs.ts";
import { synthesizeForReading } from "./reading.ts";
import { openSession } from "./session.ts";
import { readSnapshot, type Snapshot } from "./snapshot.ts";
import type { CodeReference } from "./synthesize/function.ts";
import { synthesize } from "./synthesize/synthesize.ts";

/** Environments in an AWS account. */
export const awsTarget: Target = {
  snapshot: async (scope) => await readSnapshot(await openSession(scope)),
  deploy: deployPlan,
  async destroy(scope) {
    const { removedStacks, retained } = await destroy(await openSession(scope));
    return {
      removed: removedStacks,
      kept: retained.map(({ arn, type }) => ({ name: arn, reason: `${type} is kept by its deletion policy.` })),
    };
  },
  invoke: invokeFunction,
  logs: readLines,
};

async function deployPlan({ scope, plan, artifacts, snapshot }: DeployRequest): Promise<Deployment> {
  const diagnostics = checkTemplates(plan);
  const session = await openSession(scope);
  const deployment = {
    plan,
    artifacts,
    snapshot: snapshot as Snapshot,
    synthesize: (code: (functionId: string) => CodeReference) => synthesize(plan, { kinds, code }).stacks,
  };
  const { outputs } = await deploy(session, deployment);
  const resources: Record<string, Record<string, string>> = {};
  for (const { resource, attribute, value } of outputs) (resources[resource] ??= {})[attribute] = value;
  return { outputs: outputsOf(plan, resources, kinds), diagnostics };
}

/** What the templates would be refused for does not depend on where the code lies: it is said before the first call. */
function checkTemplates(plan: Plan): readonly Diagnostic[] {
  const { diagnostics } = synthesizeForReading(plan);
  if (!hasErrors(diagnostics)) return diagnostics;
  throw refuse(diagnostics);
}

async function invokeFunction({ scope, function: id, payload }: FunctionCall) {
  const { error, payload: answer, log } = await invoke(await openSession(scope), { handler: id, payload });
  return { ok: error === undefined, payload: answer, logs: log === "" ? [] : log.trimEnd().split("\n") };
}

async function* readLines({ scope, function: id, since, follow, filter }: LogQuery) {
  const session = await openSession(scope);
  const request = {
    since,
    follow,
    ...(id !== undefined && { handlers: [id] }),
    ...(filter !== undefined && { pattern: `"${filter.replaceAll('"', '\\"')}"` }),
  };
  for await (const { function: name, at, line } of readLogs(session, request)) yield { function: name, at, text: line };
}
