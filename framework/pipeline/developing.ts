import { setTimeout as sleep } from "node:timers/promises";
import { forgetFile, saveAnalysis } from "../analyze/analyze.ts";
import { forgetBuild } from "../build/memory.ts";
import { smokeTest } from "../build/smoke.ts";
import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import { IffcError } from "../diagnostics/error.ts";
import type { Outputs } from "../model/outputs.ts";
import { type Foreground, openForeground } from "../targets/local/foreground.ts";
import { checkTypesOf, withTypes } from "./analysis.ts";
import { type App, environmentOf, openApp, scopeOf, type Session } from "./app.ts";
import { buildApp, type BuiltApp } from "./deploying.ts";
import type { Memory } from "./memory.ts";
import { watchSources } from "./watching.ts";

/** How the app is run. */
export interface DevRequest {
  readonly port?: number;
  /** Told what is wrong each time that this changes, and with nothing once all is well again. */
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
/** Milliseconds without another save after which what is wrong is said, and after which the code is looked at closely. */
const calm = { say: 100, look: 500 };

/**
 * Runs an app in the foreground and goes over to new code on every save. Code that does not build, or that a function
 * in use cannot load, is reported once, and the last good version goes on serving. Types are checked afterwards, and
 * so is whether the functions that nobody uses can be loaded: they stop nothing.
 *
 * @throws IffcError where the first build fails
 */
export async function startDev(app: App, request: DevRequest, session: Session): Promise<DevSession> {
  const { environment } = environmentOf(app, environmentName);
  const memory = { analysis: {}, build: {} } satisfies Memory;
  const first = await build(app, { ...session, memory: { analysis: memory.analysis } });
  const port = request.port === undefined ? {} : { port: request.port };
  const running = await openForeground({ scope: scopeOf(app, environment, session), ...first, ...port });
  const quiet: Session = { ...session, memory, reporter: { report: () => undefined } };
  const looking = openLooking(app, request, quiet);
  const takeOver = overtaking(app, { running, now: identify(first) }, quiet);
  const reload = oneAtATime(async () => {
    looking.stop();
    const next = await takeOver().catch(unlessAborted(session.signal));
    if (!next) return;
    if (next.built) watcher.follow(next.built.code.files);
    if (next.outputs) request.onReload(next.outputs);
    looking.start(next);
  });
  const watcher = watchSources(app.root, () => reload.start());
  watcher.follow(first.code.files);
  looking.say(first.diagnostics);
  // Nothing has changed yet: this is so that the first save finds everything loaded.
  forgetFile(memory.analysis);
  reload.start();
  return {
    outputs: running.outputs,
    closed: untilAborted(session.signal, async () => {
      watcher.close();
      looking.stop();
      await reload.ended();
      saveAnalysis(memory.analysis);
      await forgetBuild(memory.build);
      await running.close();
    }),
  };
}

/** What became of a save. */
interface Taken {
  readonly found: readonly Diagnostic[];
  /** Absent where the code did not build. */
  readonly built?: BuiltApp;
  /** Present where the app went over to it: not where nothing changed. */
  readonly outputs?: Outputs;
}

/** Builds what is there now, and goes over to it where it differs from what runs. */
function overtaking(
  app: App,
  state: { readonly running: Foreground; now: string },
  session: Session,
): () => Promise<Taken> {
  return async () => {
    const built = await attempt(() => build(app, session));
    if ("found" in built) return built;
    const found = built.diagnostics;
    const next = identify(built);
    if (next === state.now) return { built, found };
    const outputs = await attempt(() => state.running.apply(built.plan, built.artifacts));
    if ("found" in outputs) return { built, ...outputs };
    state.now = next;
    return { built, outputs, found };
  };
}

/** A text that is equal for what runs alike. */
function identify({ plan: { resources, functions, triggers }, artifacts }: BuiltApp): string {
  return JSON.stringify([resources, functions, triggers, artifacts.map(({ hash }) => hash)]);
}

async function build(app: App, session: Session): Promise<BuiltApp> {
  const current = await openApp(app.root);
  const request = { environment: environmentName, approved: [], types: "ignore", loading: "ignore" } as const;
  return await buildApp(current, request, session);
}

/** Runs what may fail, also for other reasons than the code: the next save may be better. */
async function attempt<Result extends object>(
  run: () => Promise<Result>,
): Promise<Result | { readonly found: readonly Diagnostic[] }> {
  try {
    return await run();
  } catch (error) {
    if (!IffcError.is(error)) throw error;
    const { code, message, hint } = error;
    const failed: Diagnostic = { code, message, hint, severity: "error", related: [], exit: 2 };
    return { found: error.diagnostics.length > 0 ? error.diagnostics : [failed] };
  }
}

/** Looks closer at code once it stands still, and says what was found where that is news. */
function openLooking(app: App, request: DevRequest, session: Session) {
  let said = "[]";
  let wasBroken = false;
  let looking = new AbortController();
  const say = (found: readonly Diagnostic[]): void => {
    const text = JSON.stringify(found);
    if (text === said) return;
    said = text;
    request.onDiagnostics(found);
  };
  const look = async ({ built, found }: Taken, signal: AbortSignal): Promise<void> => {
    const hasFailed = !built || hasErrors(found);
    if (hasFailed) await sleep(calm.say, undefined, { signal });
    if (hasFailed || wasBroken) say(found);
    wasBroken = hasFailed;
    if (hasFailed) return;
    await sleep(calm.look, undefined, { signal });
    const further = await lookCloser(app, built, { ...session, signal });
    if (!signal.aborted) say(withTypes(found, further));
  };
  return {
    say,
    start(taken: Taken): void {
      looking = new AbortController();
      const { signal } = looking;
      void look(taken, signal).catch(unlessAborted(signal));
    },
    stop: () => looking.abort(),
  };
}

async function lookCloser(app: App, { artifacts, plan }: BuiltApp, session: Session): Promise<readonly Diagnostic[]> {
  if (session.memory) saveAnalysis(session.memory.analysis);
  const types = await checkTypesOf(app, session);
  const broken = await smokeTest(artifacts, plan, session.signal);
  return [...types, ...broken];
}

/** While one run is under way, any number of further calls lead to one more run after it. */
function oneAtATime(run: () => Promise<void>) {
  let running: Promise<void> | undefined;
  let again = false;
  const repeat = async (): Promise<void> => {
    do {
      again = false;
      await run();
    } while (again);
    running = undefined;
  };
  return {
    start(): void {
      again = true;
      running ??= repeat();
    },
    ended: async (): Promise<void> => await running,
  };
}

/** What was interrupted has failed as it should; anything else is thrown on. */
function unlessAborted(signal: AbortSignal): (error: unknown) => undefined {
  return (error) => {
    if (!signal.aborted) throw error;
  };
}

async function untilAborted(signal: AbortSignal, close: () => Promise<void>): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  await close();
}
