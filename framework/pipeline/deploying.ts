import { refuse } from "../diagnostics/failure.ts";
import { join } from "node:path";
import { buildArtifacts } from "../build/build.ts";
import { smokeTest } from "../build/smoke.ts";
import { count } from "../diagnostics/count.ts";
import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import { runPhase } from "../diagnostics/reporter.ts";
import { kinds } from "../kinds/registry.ts";
import type { Artifact } from "../model/artifact.ts";
import type { Outputs } from "../model/outputs.ts";
import type { Plan } from "../model/plan.ts";
import { type App, environmentOf, scopeOf, type Session } from "./app.ts";
import { planApp, type PlannedApp, type PlanRequest } from "./planning.ts";
import { openTarget } from "./targets.ts";

/** What is deployed. */
export interface DeployAppRequest extends PlanRequest {
  /** For the local target: the port to listen on. */
  readonly port?: number;
}

/** What a deploy led to, and what it warned of. */
export interface DeployedApp {
  readonly outputs: Outputs;
  readonly diagnostics: readonly Diagnostic[];
}

/** A plan without errors, and its code. */
export interface BuiltApp extends PlannedApp {
  readonly plan: Plan;
  readonly artifacts: readonly Artifact[];
}

/**
 * Plans, builds and deploys an app.
 *
 * @throws IffcError with every finding where the code or the plan stops it; what the target failed with
 */
export async function deployApp(app: App, request: DeployAppRequest, session: Session): Promise<DeployedApp> {
  const { environment } = environmentOf(app, request.environment);
  const { plan, artifacts, snapshot, diagnostics } = await buildApp(app, request, session);
  const target = await openTarget(environment);
  const port = request.port === undefined ? {} : { port: request.port };
  const deployed = await target.deploy({
    scope: scopeOf(app, environment, session),
    plan,
    artifacts,
    snapshot,
    ...port,
  });
  return { outputs: deployed.outputs, diagnostics: [...diagnostics, ...deployed.diagnostics] };
}

/** Plans an app and builds its functions; throws every finding that stops it. */
export async function buildApp(app: App, request: PlanRequest, session: Session): Promise<BuiltApp> {
  const planned = await planApp(app, request, session);
  const { plan } = planned;
  if (!plan || hasErrors(planned.diagnostics)) throw refuse(planned.diagnostics);
  const artifacts = await buildPlan(app, { ...planned, plan, loading: request.loading ?? "check" }, session);
  return { ...planned, plan, ...artifacts, diagnostics: [...planned.diagnostics, ...artifacts.diagnostics] };
}

interface Built {
  readonly artifacts: readonly Artifact[];
  readonly diagnostics: readonly Diagnostic[];
}

async function buildPlan(
  app: App,
  { plan, code, loading }: PlannedApp & { readonly plan: Plan; readonly loading: "check" | "ignore" },
  { reporter, signal, memory }: Session,
): Promise<Built> {
  const describe = ({ artifacts }: Built): string => count(artifacts.length, "function");
  return await runPhase(reporter, { phase: "build", describe }, async () => {
    const folder = join(app.root, ".iffc/artifacts");
    const zip = plan.environment.target === "aws";
    const { model, schemas } = code;
    const external = app.config.build?.external ?? [];
    const kept = memory?.build && { memory: memory.build };
    const input = { plan, model, root: app.root, folder, schemas, external, zip, ...kept };
    const built = await buildArtifacts(input, kinds);
    if (hasErrors(built.diagnostics)) throw refuse(built.diagnostics);
    const broken = loading === "check" ? await smokeTest(built.artifacts, plan) : [];
    if (hasErrors(broken)) throw refuse(broken);
    signal.throwIfAborted();
    return built;
  });
}
