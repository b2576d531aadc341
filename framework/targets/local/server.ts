/**
 * Runs an app on this machine: plan and artifacts in, one loopback address out. Opens the state folder for itself
 * alone, starts the gateway, provisions what the plan has, and serves until it is closed. Effects: the state folder, one
 * port, and the processes of the functions.
 */
import { randomBytes } from "node:crypto";
import type { Server } from "node:http";
import type { Reporter } from "../../diagnostics/reporter.ts";
import type { Clock, Functions } from "../../kinds/local.ts";
import type { Plan } from "../../model/plan.ts";
import { type App, createApp } from "./app.ts";
import { withinTime } from "./clock.ts";
import type { LocalKindEntry } from "./emulators.ts";
import type { Credentials } from "./functions/spec.ts";
import { defaultPort, listen } from "./listen.ts";
import { type Lock, lockState, readServerRecord, stateFiles, writeState } from "./state.ts";
import type { LocalArtifact } from "./types.ts";

/** What a server is started with. */
export interface ServerOptions {
  readonly plan: Plan;
  readonly artifacts: readonly LocalArtifact[];
  /** The state folder of the environment: `.iffc/local/<env>`, absolute. */
  readonly folder: string;
  readonly kinds: readonly LocalKindEntry[];
  /** Must be free; if left out, that of the last start or 4400, or the next free one. */
  readonly port?: number;
  readonly reporter: Reporter;
  readonly clock?: Clock;
}

/** A running app. */
export interface LocalServer {
  /** `http://127.0.0.1:4400` */
  readonly url: string;
  readonly port: number;
  /** The port that it would have had, where another program has taken it. */
  readonly portTaken?: number;
  /** Signs requests with all rights. Any key does, but only this one signs links. */
  readonly credentials: Credentials;
  /** Attributes of the resources by id. */
  readonly outputs: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly functions: Functions;
  /** Goes over to another plan or other code without failing a request. */
  apply(plan: Plan, artifacts: readonly LocalArtifact[]): Promise<void>;
  /** Lets what is under way end, up to five seconds, and frees everything. */
  close(): Promise<void>;
}

/** Milliseconds for work under way when the server is closed, and for what then remains. */
const grace = { work: 4000, rest: 500 };

/**
 * Starts the server and resolves once it serves.
 *
 * @throws IffcError IFFC6001 where another server has the folder, IFFC6002 where the port is taken
 */
export async function startServer(options: ServerOptions): Promise<LocalServer> {
  const lock = lockState(options.folder);
  const files = stateFiles(options.folder);
  const record = readServerRecord(options.folder);
  const token = record?.token ?? randomBytes(24).toString("base64url");
  const app = createLockedApp(options, token, lock);
  const expected = options.port ?? record?.port;
  const close = async (): Promise<void> => {
    await closeApp(app);
    lock.release();
  };
  try {
    app.host.warm();
    app.address.port = await listen(app.server, { port: expected ?? defaultPort, exact: options.port !== undefined });
    const { port, origin: url } = app.address;
    await app.deployment.apply(options.plan, options.artifacts);
    app.events.start();
    app.gate.open();
    writeState(files.server, { pid: process.pid, port, url, token, startedAt: app.startedAt });
  } catch (error) {
    await close();
    throw error;
  }
  return describe(app, expected, async () => {
    const { port, origin: url } = app.address;
    writeState(files.server, { port, url, token, startedAt: app.startedAt });
    await close();
  });
}

function createLockedApp(options: ServerOptions, token: string, lock: Lock): App {
  try {
    return createApp(options, token);
  } catch (error) {
    lock.release();
    throw error;
  }
}

function describe(app: App, expected: number | undefined, close: () => Promise<void>): LocalServer {
  let closing: Promise<void> | undefined;
  return {
    url: app.address.origin,
    port: app.address.port,
    ...(expected !== undefined && app.address.port !== expected && { portTaken: expected }),
    credentials: app.developer,
    outputs: app.deployment.outputs,
    functions: app.functions,
    apply: (plan, artifacts) => app.deployment.apply(plan, artifacts),
    close: () => (closing ??= close()),
  };
}

/** First no new work comes in, then what is under way ends, and only then what it works with. */
async function closeApp(app: App): Promise<void> {
  app.gate.drain();
  const work = Promise.all([app.deployment.disconnect(), app.events.close(grace.work), app.host.drained()]);
  await withinTime(grace.work, work);
  app.host.close();
  await Promise.all([closeServer(app.server), app.emulators.close(grace.rest)]);
  app.logs.flush();
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await withinTime(grace.rest, closed);
  server.closeAllConnections();
}
