import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import { IffcError } from "../diagnostics/error.ts";
import type { Outputs } from "../model/outputs.ts";
import { openForeground } from "../targets/local/foreground.ts";
import { type App, environmentOf, openApp, scopeOf, type Session } from "./app.ts";
import { buildApp, type BuiltApp } from "./deploying.ts";
import { watchSources } from "./watching.ts";

/** How the app is run. */
export interface DevRequest {
  readonly port?: number;
  /** Told what is wrong, or with nothing once all is well again. */
  onDiagnostics(diagnostics: readonly Diagnostic[]): void;
  /** Told when the app went over to new code. */
  onReload(outputs: Outputs): void;
}

/** An app that runs here until it is closed. */
export interface DevSession {
  readonly outputs: Outputs;
  /** Resolves once the app has ended. */
  readonly closed: Promise<void>;
}

const environmentName = "local";

/**
 * Runs an app in the foreground and goes over to new code on every save. Code that does not build is reported once, and
 * the last good version goes on serving.
 *
 * @throws IffcError where the first build fails
 */
export async function startDev(app: App, request: DevRequest, session: Session): Promise<DevSession> {
  const { environment } = environmentOf(app, environmentName);
  const scope = scopeOf(app, environment, session);
  const first = await build(app, session);
  request.onDiagnostics(first.diagnostics);
  const port = request.port === undefined ? {} : { port: request.port };
  const running = await openForeground({
    scope,
    plan: first.plan,
    artifacts: first.artifacts,
    snapshot: first.snapshot,
    ...port,
  });
  const reload = oneAtATime(async () => {
    const next = await attempt(() => build(app, quiet(session)), request);
    if (!next || session.signal.aborted) return;
    watcher.follow(next.code.files);
    request.onDiagnostics(next.diagnostics);
    request.onReload(await running.apply(next.plan, next.artifacts));
  });
  const watcher = watchSources(app.root, reload);
  watcher.follow(first.code.files);
  return {
    outputs: running.outputs,
    closed: untilAborted(session.signal, async () => {
      watcher.close();
      await running.close();
    }),
  };
}

/** Types are reported beside, never waited for: they do not decide whether code runs. */
async function build(app: App, session: Session): Promise<BuiltApp> {
  const current = await openApp(app.root);
  return await buildApp(current, { environment: environmentName, approved: [], types: "ignore" }, session);
}

async function attempt(run: () => Promise<BuiltApp>, request: DevRequest): Promise<BuiltApp | undefined> {
  try {
    return await run();
  } catch (error) {
    if (!IffcError.is(error) || !hasErrors(error.diagnostics)) throw error;
    request.onDiagnostics(error.diagnostics);
    return undefined;
  }
}

/** While one run is under way, any number of further calls lead to one more run after it. */
function oneAtATime(run: () => Promise<void>): () => void {
  let state: "idle" | "running" | "again" = "idle";
  const start = async (): Promise<void> => {
    do {
      state = "running";
      await run();
    } while ((state as string) === "again");
    state = "idle";
  };
  return () => {
    if (state === "idle") void start();
    else state = "again";
  };
}

function quiet(session: Session): Session {
  return { ...session, reporter: { report: () => undefined } };
}

async function untilAborted(signal: AbortSignal, close: () => Promise<void>): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  await close();
}
