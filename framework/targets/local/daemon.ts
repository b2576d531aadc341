/** The local server in the background: started, given new plans, asked and stopped by the command line. */
import { execFileSync, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { IffcError } from "../../diagnostics/error.ts";
import { failure } from "../../diagnostics/failure.ts";
import { startFailed, stopFailed } from "./failures.ts";
import { tokenHeader } from "./gateway/control.ts";
import { type Handover, readServerRecord, type ServerRecord, stateFiles, writeState } from "./state.ts";

/** A server in the background. */
export interface Daemon {
  readonly pid: number;
  readonly url: string;
  readonly port: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** The digest of the plan that it runs. */
  readonly digest: string;
  /** The attributes of the resources, by id. */
  readonly resources: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A daemon that a plan was given to. */
export interface Deployed extends Daemon {
  /** Whether it ran before and went over to the plan without failing a request. */
  readonly reused: boolean;
  /** The port that it would have had, where another program has taken it. */
  readonly portTaken?: number;
}

/** What a daemon runs. */
export interface DaemonOptions extends Handover {
  /** The state folder of the environment, absolute. */
  readonly folder: string;
  readonly port?: number;
}

/** What the process says once it serves, or cannot. */
export type Announcement =
  | { readonly ready: true; readonly portTaken?: number }
  | { readonly ready: false; readonly failure: ConstructorParameters<typeof IffcError>[0] };

/** Milliseconds until the server must serve, and until it must have ended. */
const limits = { start: 30_000, stop: 7000 };
const entry = fileURLToPath(new URL(`./main${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url));

/**
 * Runs a plan in the background: on the server that has the state folder, or on a new one. Resolves once it serves.
 *
 * @throws IffcError IFFC6003 with the end of its log where it does not start, or what the server itself failed with
 */
export async function deployDaemon({ folder, port, plan, artifacts }: DaemonOptions): Promise<Deployed> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeState(stateFiles(folder).handover, { plan, artifacts });
  const running = await daemonStatus(folder);
  if (running && (port === undefined || running.port === port)) {
    await reload(folder);
    return { ...running, ...(await daemonStatus(folder)), reused: true };
  }
  if (running) await stopDaemon(folder);
  const { portTaken } = await launch(folder, port);
  const started = await daemonStatus(folder);
  if (!started) throw notStarted("it ended right after it had started", stateFiles(folder).daemonLog);
  return { ...started, reused: false, ...(portTaken !== undefined && { portTaken }) };
}

/** The server that runs on a state folder, in the background or not; undefined where none does. */
export async function daemonStatus(folder: string): Promise<Daemon | undefined> {
  const record = readServerRecord(folder);
  if (record?.pid === undefined) return undefined;
  const status = (await ask(record, "GET", "/_iffc/status").catch(() => undefined)) as Daemon | undefined;
  return status?.pid === record.pid ? { ...status, port: record.port } : undefined;
}

/**
 * Stops the server that runs on a state folder, letting its work end; false where none runs.
 *
 * @throws IffcError IFFC6004 where it does not end
 */
export async function stopDaemon(folder: string): Promise<boolean> {
  const record = readServerRecord(folder);
  if (record?.pid === undefined || !isOurs(record.pid, folder)) return false;
  process.kill(record.pid, "SIGTERM");
  if (await hasEnded(record.pid, limits.stop)) return true;
  process.kill(record.pid, "SIGKILL");
  if (await hasEnded(record.pid, 1000)) return true;
  throw failure(stopFailed, { message: `The local server (process ${record.pid}) does not end.` });
}

async function reload(folder: string): Promise<void> {
  const record = readServerRecord(folder);
  if (record) await ask(record, "POST", "/_iffc/reload");
}

async function ask(record: ServerRecord, method: string, path: string): Promise<unknown> {
  const signal = AbortSignal.timeout(limits.start);
  const response = await fetch(record.url + path, { method, headers: { [tokenHeader]: record.token }, signal });
  const body = (await response.json()) as ConstructorParameters<typeof IffcError>[0];
  if (response.status === 409) throw new IffcError(body);
  if (!response.ok) throw new Error(`The local server answered ${response.status} to ${path}.`);
  return body;
}

/** Starts the process apart from this one and waits until it says that it serves. */
async function launch(folder: string, port: number | undefined): Promise<{ readonly portTaken?: number }> {
  const { daemonLog } = stateFiles(folder);
  const log = openSync(daemonLog, "w", 0o600);
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", entry, folder, String(port ?? "")], {
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  const announced = Promise.withResolvers<Announcement | undefined>();
  const timer = setTimeout(() => announced.resolve(undefined), limits.start);
  child.once("message", (message) => announced.resolve(message as Announcement));
  child.once("exit", () => announced.resolve(undefined));
  child.once("error", (error) => announced.reject(error));
  const announcement = await announced.promise.finally(() => clearTimeout(timer));
  if (child.connected) child.disconnect();
  child.unref();
  if (announcement?.ready) return announcement;
  child.kill("SIGKILL");
  if (announcement) throw new IffcError(announcement.failure);
  throw notStarted(lastLines(daemonLog), daemonLog);
}

function notStarted(reason: string, daemonLog: string): IffcError {
  const message = `The local server did not start: ${reason}`;
  return failure(startFailed, { message, hint: `What it said is in ${daemonLog}.` });
}

/** The end of a log without the frames of stacks, which are of use only in the log itself. */
function lastLines(file: string): string {
  const lines = readFileSync(file, "utf8").split("\n");
  const telling = lines.filter((line) => !/^\s*(?:at .*|Node\.js v.*|\^*)$/u.test(line));
  return telling.slice(-8).join("\n") || "it said nothing";
}

/** Whether a process is the server of this folder, and not another that came by the same id. */
function isOurs(pid: number, folder: string): boolean {
  try {
    const line =
      process.platform === "linux"
        ? readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
        : execFileSync("ps", ["-p", String(pid), "-o", "args="], { encoding: "utf8" });
    return line.includes(entry) && line.includes(folder);
  } catch {
    return false;
  }
}

async function hasEnded(pid: number, limit: number): Promise<boolean> {
  for (const start = performance.now(); performance.now() - start < limit; await sleep(20)) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
  }
  return false;
}
