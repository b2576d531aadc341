import { kinds } from "../../kinds/registry.ts";
import type { Artifact } from "../../model/artifact.ts";
import type { Outputs } from "../../model/outputs.ts";
import type { Plan } from "../../model/plan.ts";
import { outputsOf } from "../endpoints.ts";
import type { DeployRequest } from "../target.ts";
import { stopDaemon } from "./daemon.ts";
import { startServer } from "./server.ts";
import { stateFolder } from "./target.ts";

/** An app that runs in this process. */
export interface Foreground {
  readonly outputs: Outputs;
  /** Goes over to another plan or other code without failing a request. */
  apply(plan: Plan, artifacts: readonly Artifact[]): Promise<Outputs>;
  close(): Promise<void>;
}

/** Runs a plan in this process; a server in the background that has the same state hands it over. */
export async function openForeground({ scope, plan, artifacts, port }: DeployRequest): Promise<Foreground> {
  const folder = stateFolder(scope);
  await stopDaemon(folder);
  const { reporter } = scope;
  const server = await startServer({ plan, artifacts, folder, kinds, reporter, ...(port !== undefined && { port }) });
  const describe = (current: Plan): Outputs => outputsOf(current, Object.fromEntries(server.outputs), kinds);
  return {
    outputs: describe(plan),
    async apply(next, code) {
      await server.apply(next, code);
      return describe(next);
    },
    close: () => server.close(),
  };
}
