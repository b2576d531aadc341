import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase, transaction } from "./database.ts";

const first = "CREATE TABLE notes (text TEXT NOT NULL)";
let root: string;
let lines: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "iffc-database-"));
  lines = [];
});
afterEach(() => rmSync(root, { recursive: true }));

function open(migrations: readonly string[] = [first]) {
  const clock = { now: () => 1_700_000_000_000, after: () => ({ cancel() {} }) };
  return openDatabase(join(root, "data"), migrations, { clock, log: (line) => lines.push(line) });
}

test("what was written is there after a reopening", () => {
  const { database } = open();
  database.exec("INSERT INTO notes VALUES ('kept')");
  database.close();
  const again = open();
  expect(again.interrupted).toBe(false);
  expect(again.database.prepare("SELECT text FROM notes").all()).toMatchObject([{ text: "kept" }]);
  again.database.close();
  expect(lines).toEqual([]);
});

test("new migrations are applied once, in order, to what is there", () => {
  const { database } = open();
  database.exec("INSERT INTO notes VALUES ('old')");
  database.close();
  const second = "ALTER TABLE notes ADD COLUMN stars INTEGER NOT NULL DEFAULT 3";
  open([first, second]).database.close();
  const again = open([first, second]);
  expect(again.database.prepare("SELECT * FROM notes").all()).toMatchObject([{ text: "old", stars: 3 }]);
  again.database.close();
});

test.each([
  ["garbage", (file: string) => writeFileSync(file, "this is no database".repeat(400))],
  ["cut off", (file: string) => truncateSync(file, 5_000)],
  ["a page overwritten", (file: string) => writeFileSync(file, readFileSync(file).fill(0xab, 4096))],
])("a damaged database (%s) is moved aside and an empty one takes its place", (_name, damage) => {
  const { database } = open();
  database.exec("INSERT INTO notes VALUES ('lost')");
  database.close();
  damage(join(root, "data", "data.sqlite"));
  writeFileSync(join(root, "data", "beside"), "moves along");

  const again = open();
  expect(again.database.prepare("SELECT * FROM notes").all()).toEqual([]);
  again.database.close();
  expect(readdirSync(root).sort()).toEqual(["data", "data.damaged-1700000000000"]);
  expect(readdirSync(join(root, "data.damaged-1700000000000"))).toContain("beside");
  expect(lines).toHaveLength(1);
});

test("a database of a newer version is kept aside", () => {
  open([first, "CREATE TABLE more (x)"]).database.close();
  open([first]).database.close();
  expect(lines[0]).toContain("newer version");
});

test("a folder belongs to whoever has it open", () => {
  const { database } = open();
  expect(open).toThrow("database is locked");
  database.close();
  open().database.close();
  expect(lines).toEqual([]);
});

test("a transaction keeps all or nothing", () => {
  const { database } = open();
  const failing = (): void => {
    database.exec("INSERT INTO notes VALUES ('half')");
    throw new Error("stop");
  };
  expect(() => transaction(database, failing)).toThrow("stop");
  expect(transaction(database, () => database.prepare("SELECT count(*) AS n FROM notes").get())).toMatchObject({
    n: 0,
  });
  database.close();
});
