/** The local target behind the contract of all targets: a server in the background, its state under `.iffc/local`. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { portWasTaken } from "../../diagnostics/catalogue/local.ts";
import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { failure } from "../../diagnostics/failure.ts";
import { runPhase } from "../../diagnostics/reporter.ts";
import { kinds } from "../../kinds/registry.ts";
import { outputsOf } from "../endpoints.ts";
import type { DeployRequest, Deployment, FunctionCall, Invocation, Removal, Scope, Target } from "../target.ts";
import { daemonStatus, deployDaemon, type Deployed, stopDaemon } from "./daemon.ts";
import { notRunning } from "./failures.ts";
import { readLines } from "./lines.ts";
import { readSnapshot, removeState } from "./state.ts";

/** Environments on this machine. */
export const localTarget: Target = {
  snapshot: async (scope) => readSnapshot(stateFolder(scope)),
  deploy,
  destroy,
  invoke,
  logs: (query) => readLines(stateFolder(query.scope), query),
};

/** The state folder of an environment, absolute. */
export function stateFolder({ root, environment }: Scope): string {
  return join(root, ".iffc/local", environment.name);
}

async function deploy({ scope, plan, artifacts, port }: DeployRequest): Promise<Deployment> {
  const options = { folder: stateFolder(scope), plan, artifacts, ...(port !== undefined && { port }) };
  const describe = ({ url, reused }: Deployed): string => (reused ? `${url} went over to it` : url);
  const deployed = await runPhase(scope.reporter, { phase: "start", describe }, () => deployDaemon(options));
  return { outputs: outputsOf(plan, deployed.resources, kinds), diagnostics: warnOfPort(deployed) };
}

function warnOfPort({ port, portTaken }: Deployed): readonly Diagnostic[] {
  if (portTaken === undefined) return [];
  return [
    diagnose(portWasTaken, { message: `Port ${portTaken} is taken by another program: the app is at ${port} now.` }),
  ];
}

async function destroy(scope: Scope): Promise<Removal> {
  const folder = stateFolder(scope);
  if (!existsSync(folder)) return { removed: [], kept: [] };
  return await runPhase(scope.reporter, { phase: "remove" }, async () => {
    await stopDaemon(folder);
    removeState(folder);
    return { removed: [scope.environment.name], kept: [] };
  });
}

/** Calls a function over Lambda's own API, as any client could. */
async function invoke({ scope, function: id, payload }: FunctionCall): Promise<Invocation> {
  const daemon = await daemonStatus(stateFolder(scope));
  if (!daemon) {
    const { name } = scope.environment;
    const message = `The app does not run in "${name}".`;
    throw failure(notRunning, { message, hint: `Start it: iffc deploy --env ${name}` });
  }
  const credential = `Credential=command-line/20260101/${scope.environment.region}/lambda/aws4_request`;
  const response = await fetch(`${daemon.url}/2015-03-31/functions/${encodeURIComponent(id)}/invocations`, {
    method: "POST",
    body: payload,
    headers: {
      authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=none`,
      "x-amz-date": "20260101T000000Z",
    },
    signal: scope.signal,
  });
  const failed = response.status !== 200 || response.headers.has("x-amz-function-error");
  return { ok: !failed, payload: await response.text(), logs: [] };
}
