/** The state folder of one environment on this machine, `.iffc/local/<env>/`: what survives the server. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { serialize } from "../../model/json.ts";
import type { Plan, PlannedResource } from "../../model/plan.ts";
import { failure } from "../../diagnostics/failure.ts";
import { stateInUse } from "./failures.ts";
import type { LocalArtifact } from "./types.ts";

/** What a server says of itself, in `server.json`. Readable by the developer alone. */
export interface ServerRecord {
  /** Absent while no server runs; present and wrong after a crash, hence to be checked. */
  readonly pid?: number;
  /** Taken again at the next start where it is free, so that addresses stay. */
  readonly port: number;
  readonly url: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Authorises the command line, and is what the secrets of functions are derived from. */
  readonly token: string;
}

/** What was deployed to this machine, as the planner compares with it. */
export interface LocalSnapshot {
  readonly plan?: Plan;
  /** Every resource that holds something here, also those that the last plan no longer had. */
  readonly resources: readonly PlannedResource[];
}

/** A plan and the bundles to run it with. */
export interface Handover {
  readonly plan: Plan;
  readonly artifacts: readonly LocalArtifact[];
}

/** The files of a state folder. */
export interface StateFiles {
  readonly folder: string;
  readonly server: string;
  /** What the command line hands to a server in the background: a {@link Handover}. */
  readonly handover: string;
  readonly plan: string;
  readonly resources: string;
  readonly logs: string;
  readonly events: string;
  readonly failedEvents: string;
  readonly daemonLog: string;
  /** The folder of one kind's emulator. */
  kind(name: string): string;
}

/** Where everything in a state folder lies. */
export function stateFiles(folder: string): StateFiles {
  return {
    folder,
    server: join(folder, "server.json"),
    handover: join(folder, "handover.json"),
    plan: join(folder, "plan.json"),
    resources: join(folder, "resources.json"),
    logs: join(folder, "logs"),
    events: join(folder, "events"),
    failedEvents: join(folder, "failed-events.jsonl"),
    daemonLog: join(folder, "daemon.log"),
    kind: (name) => join(folder, "kinds", name),
  };
}

/** Reads what is deployed in a state folder, whether or not a server runs on it. */
export function readSnapshot(folder: string): LocalSnapshot {
  const files = stateFiles(folder);
  const plan = readState(files.plan) as Plan | undefined;
  const resources = readState(files.resources) as readonly PlannedResource[] | undefined;
  return { ...(plan && { plan }), resources: resources ?? [] };
}

/** Reads a server's record; it may be of a server that runs no more. */
export function readServerRecord(folder: string): ServerRecord | undefined {
  return readState(stateFiles(folder).server) as ServerRecord | undefined;
}

/** Reads a file of JSON. One that is damaged is moved aside, and counts as absent. */
export function readState(file: string): unknown {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    renameSync(file, `${file}.damaged-${Date.now()}`);
    return undefined;
  }
}

/** Writes a file of JSON whole or not at all; only the developer may read it. */
export function writeState(file: string, content: unknown): void {
  const draft = `${file}.${randomBytes(4).toString("hex")}.tmp`;
  writeFileSync(draft, serialize(content), { mode: 0o600 });
  renameSync(draft, file);
}

/**
 * Takes a state folder for this process, until `release` or the process's end, however it ends: the lock is the
 * operating system's, held through SQLite.
 *
 * @throws IffcError IFFC6001 where another server holds it
 */
export function lockState(folder: string): Lock {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "lock");
  try {
    return takeLock(file);
  } catch (error) {
    if (errorCode(error) === busy) throw failure(stateInUse, { message: whoHolds(folder) });
    if (errorCode(error) !== notDatabase) throw error;
    rmSync(file);
    return takeLock(file);
  }
}

function whoHolds(folder: string): string {
  const record = readServerRecord(folder);
  const who = record?.pid === undefined ? "" : ` It answers at ${record.url} (process ${record.pid}).`;
  return `A server already runs on ${folder}.${who}`;
}

/**
 * Forgets everything that a state folder holds, data included.
 *
 * @throws IffcError IFFC6001 while a server runs on it
 */
export function removeState(folder: string): void {
  if (!existsSync(folder)) return;
  lockState(folder).release();
  rmSync(folder, { recursive: true, force: true });
}

/** A state folder that is this process's own. */
export interface Lock {
  release(): void;
}

const busy = 5; // SQLITE_BUSY
const notDatabase = 26; // SQLITE_NOTADB

function takeLock(file: string): Lock {
  const database = new DatabaseSync(file);
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    throw error;
  }
  return { release: () => database.close() };
}

function errorCode(error: unknown): number | undefined {
  return error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : undefined;
}
