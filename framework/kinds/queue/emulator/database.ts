import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { schema, schemaVersion } from "./schema.ts";

/**
 * Opens the database of a folder, and makes it where there is none. What is written survives `kill -9`. A file that
 * cannot be read is moved aside and said so, and the queues start empty.
 */
export function openDatabase(folder: string, log: (line: string) => void): DatabaseSync {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "queues.sqlite");
  const database = openReadable(file);
  if (database) return database;
  const backup = moveAside(file);
  log(`The state of the queues cannot be read; it is kept as ${backup}, and the queues start empty.`);
  return open(file);
}

/** Runs several statements as one: all of them take effect, or none. */
export function transact<Result>(database: DatabaseSync, run: () => Result): Result {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = run();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

function openReadable(file: string): DatabaseSync | undefined {
  try {
    return open(file);
  } catch (error) {
    if (isUnreadable(error)) return undefined;
    throw error;
  }
}

function open(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  try {
    // NORMAL gives up only what a power cut takes; EXCLUSIVE keeps a second emulator off the same folder.
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
    prepareSchema(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepareSchema(database: DatabaseSync): void {
  const version = database.prepare("PRAGMA user_version").get()?.["user_version"];
  if (version === 0) return transact(database, () => database.exec(schema));
  const check = database.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
  if (version !== schemaVersion || check !== "ok") throw new Unreadable();
}

/** The file is a database, but not one that this version can work with. */
class Unreadable extends Error {}

const sqliteCorrupt = 11;
const sqliteNotADatabase = 26;

function isUnreadable(error: unknown): boolean {
  if (error instanceof Unreadable) return true;
  // The low byte is the primary code: https://sqlite.org/rescode.html#primary_result_codes_versus_extended_result_codes
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : 0;
  return code === sqliteCorrupt || code === sqliteNotADatabase;
}

function moveAside(file: string): string {
  let number = 1;
  while (existsSync(`${file}.unreadable-${number}`)) number++;
  const backup = `${file}.unreadable-${number}`;
  for (const suffix of ["", "-wal", "-shm"]) {
    if (existsSync(file + suffix)) renameSync(file + suffix, backup + suffix);
  }
  return backup;
}
