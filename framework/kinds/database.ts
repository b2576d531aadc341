/**
 * The SQLite database of an emulator: survives `kill -9`, never stops a start because it is damaged, and belongs to the
 * one process that has it open.
 */
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { LocalContext } from "./local.ts";

/** An open database and what its opening found. */
export interface OpenedDatabase {
  readonly database: DatabaseSync;
  /** Whether the last process ended without closing it, so that files beside it may be left over. */
  readonly interrupted: boolean;
}

/**
 * Opens `data.sqlite` in a folder and applies the migrations that it has not seen yet. A folder whose database is
 * damaged, or was written by a newer version, is moved aside whole with a log line, and an empty one takes its place.
 *
 * @throws SQLite's own error where another process has it open
 */
export function openDatabase(
  folder: string,
  migrations: readonly string[],
  context: Pick<LocalContext, "clock" | "log">,
): OpenedDatabase {
  try {
    return openSound(folder, migrations);
  } catch (error) {
    if (!isDamage(error)) throw error;
    const aside = `${folder}.damaged-${context.clock.now()}`;
    renameSync(folder, aside);
    context.log(`The local data in ${folder} cannot be read (${error.message}); moved to ${aside}, starting empty.`);
    return openSound(folder, migrations);
  }
}

/** Runs a function in one transaction: all that it writes is kept, or nothing where it throws. It must not wait. */
export function transaction<Result>(database: DatabaseSync, run: () => Result): Result {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = run();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function openSound(folder: string, migrations: readonly string[]): OpenedDatabase {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "data.sqlite");
  const interrupted = existsSync(`${file}-wal`);
  const database = new DatabaseSync(file);
  try {
    // A write-ahead log that is not synced on commit loses nothing to a killed process, only to a power cut.
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    const check = database.prepare("PRAGMA quick_check(1)").get();
    if (check?.["quick_check"] !== "ok") throw damage("the integrity check failed");
    migrate(database, migrations);
    return { database, interrupted };
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync, migrations: readonly string[]): void {
  const version = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (version > migrations.length) throw damage("a newer version of iffc wrote it");
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    transaction(database, () => database.exec(`${migration}; PRAGMA user_version = ${index + 1}`));
  }
}

const corrupt = 11; // SQLITE_CORRUPT
const notDatabase = 26; // SQLITE_NOTADB

function damage(message: string): Error {
  return Object.assign(new Error(message), { errcode: corrupt });
}

function isDamage(error: unknown): error is Error {
  if (!(error instanceof Error) || !("errcode" in error)) return false;
  const code = Number(error.errcode) & 0xff;
  return code === corrupt || code === notDatabase;
}
