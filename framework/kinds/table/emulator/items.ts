import type { DatabaseSync, StatementSync } from "node:sqlite";
import { indexesOf, project, type Attributes, type IndexDescription } from "./description.ts";
import { dynalite, type KeyRange } from "./dynalite.ts";
import type { Table } from "./tables.ts";

/** The items of all tables, and the entries of their indexes. */
export interface Items {
  get(table: string, key: string): Attributes | undefined;
  /** Puts an item in the place of one with the same key, and its entries in the indexes. */
  put(table: Table, key: string, item: Attributes): void;
  remove(table: Table, key: string): void;
  /** Items in the order of their keys. */
  scan(table: string, range: KeyRange): Iterable<Attributes>;
  /** Items in the order of an index. A bound is exact where the key of the item at it is given. */
  scanIndex(table: Table, index: IndexDescription, range: IndexRange): Iterable<Attributes>;
  /** Makes the entries of an index anew. */
  rebuildIndex(table: Table, index: IndexDescription): void;
  removeIndex(table: string, index: string): void;
  /** Notes anew when each item of a table may go. */
  rebuildExpiry(table: Table): void;
  /** The table and key of items that may go, at most so many. */
  expired(range: {
    readonly from: number;
    readonly to: number;
  }): readonly { readonly holder: string; readonly key: string }[];
  /** How many items a table holds, and their bytes as they are stored. */
  measure(table: string): { readonly count: number; readonly size: number };
  removeAll(table: string): void;
}

/** A range of an index; entries at equal positions are told apart by the keys of their items. */
export interface IndexRange extends KeyRange {
  /** The key of the item that a reading goes on behind. */
  readonly behind?: string | undefined;
}

/** Prepares the statements on items. */
export function openItems(database: DatabaseSync): Items {
  const get = database.prepare("SELECT value FROM items WHERE holder = ? AND key = ?");
  const expired = database.prepare("SELECT holder, key FROM items WHERE expires > ? AND expires <= ? LIMIT 1000");
  const measure = database.prepare(
    "SELECT count(*) AS count, total(length(value)) AS size FROM items WHERE holder = ?",
  );
  const entries = openEntries(database);
  return {
    get(table, key) {
      const row = get.get(table, key);
      return row && (JSON.parse(String(row["value"])) as Attributes);
    },
    ...prepareWrites(database, entries),
    ...prepareScans(database),
    ...prepareRebuilds(database, entries),
    removeIndex: (table, index) => entries.removeIndex(table, index),
    expired: ({ from, to }) => expired.all(from, to) as unknown as ReturnType<Items["expired"]>,
    measure(table) {
      const row = measure.get(table);
      return { count: Number(row?.["count"]), size: Number(row?.["size"]) };
    },
  };
}

interface Entries {
  /** Puts an item's entry where it belongs now, or takes it out. */
  place(table: Table, index: IndexDescription, entry: { readonly key: string; readonly item: Attributes }): void;
  /** Takes an item out of all indexes. */
  remove(table: Table, key: string): void;
  removeIndex(table: string, index: string): void;
  removeAll(table: string): void;
}

function openEntries(database: DatabaseSync): Entries {
  const put = database.prepare(
    `INSERT INTO entries (holder, named, item, position) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET position = excluded.position`,
  );
  const removeOne = database.prepare("DELETE FROM entries WHERE holder = ? AND named = ? AND item = ?");
  const removeIndex = database.prepare("DELETE FROM entries WHERE holder = ? AND named = ?");
  const removeAll = database.prepare("DELETE FROM entries WHERE holder = ?");
  return {
    place({ description }, index, { key, item }) {
      const { TableName } = description;
      const projected = project(item, index, description);
      if (projected)
        put.run(TableName, index.IndexName, key, dynalite().createIndexKey(projected, description, index.KeySchema));
      else removeOne.run(TableName, index.IndexName, key);
    },
    remove({ description }, key) {
      for (const { IndexName } of indexesOf(description)) removeOne.run(description.TableName, IndexName, key);
    },
    removeIndex: (table, index) => void removeIndex.run(table, index),
    removeAll: (table) => void removeAll.run(table),
  };
}

function prepareWrites(database: DatabaseSync, entries: Entries): Pick<Items, "put" | "remove" | "removeAll"> {
  const put = database.prepare(
    `INSERT INTO items (holder, key, expires, value) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET expires = excluded.expires, value = excluded.value`,
  );
  const remove = database.prepare("DELETE FROM items WHERE holder = ? AND key = ?");
  const removeAll = database.prepare("DELETE FROM items WHERE holder = ?");
  return {
    put(table, key, item) {
      const { description } = table;
      put.run(description.TableName, key, readExpiry(table, item), JSON.stringify(item));
      for (const index of indexesOf(description)) entries.place(table, index, { key, item });
    },
    remove(table, key) {
      remove.run(table.description.TableName, key);
      entries.remove(table, key);
    },
    removeAll(table) {
      removeAll.run(table);
      entries.removeAll(table);
    },
  };
}

/** The second at which an item may go; nothing where its attribute is no number. */
function readExpiry({ settings }: Table, item: Attributes): number | null {
  const value = settings.expires === undefined ? undefined : item[settings.expires]?.N;
  const second = Math.floor(Number(value));
  return value !== undefined && Number.isSafeInteger(second) ? second : null;
}

function prepareScans(database: DatabaseSync): Pick<Items, "scan" | "scanIndex"> {
  const statements = new Map<string, StatementSync>();
  const prepare = (text: string): StatementSync => {
    const statement = statements.get(text) ?? database.prepare(text);
    statements.set(text, statement);
    return statement;
  };
  return {
    *scan(table, range) {
      const { conditions, values } = bound(range, "key");
      const text = `SELECT value FROM items WHERE holder = ?${conditions} ${order(range, ["key"])}`;
      const rows = prepare(text).iterate(table, ...values, range.limit ?? -1);
      for (const row of rows) yield JSON.parse(String(row["value"])) as Attributes;
    },
    *scanIndex({ description }, index, range) {
      const { conditions, values } = boundEntries(range);
      const text = `SELECT value FROM entries JOIN items ON items.holder = entries.holder AND key = item
        WHERE entries.holder = ? AND named = ?${conditions} ${order(range, ["position", "item"])}`;
      const rows = prepare(text).iterate(description.TableName, index.IndexName, ...values, range.limit ?? -1);
      for (const row of rows) {
        const projected = project(JSON.parse(String(row["value"])) as Attributes, index, description);
        if (projected) yield projected;
      }
    },
  };
}

interface Bounds {
  readonly conditions: string;
  readonly values: readonly string[];
}

const operators = { gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;

function bound(range: KeyRange, column: string): Bounds {
  const given = (["gt", "gte", "lt", "lte"] as const).flatMap((name) => {
    const value = range[name];
    return value === undefined ? [] : [{ condition: ` AND ${column} ${operators[name]} ?`, value }];
  });
  return { conditions: given.map(({ condition }) => condition).join(""), values: given.map(({ value }) => value) };
}

function boundEntries({ behind, ...range }: IndexRange): Bounds {
  if (behind === undefined) return bound(range, "position");
  const start = range.reverse ? "lt" : "gt";
  const { [start]: position = "", ...rest } = range;
  const { conditions, values } = bound(rest, "position");
  return {
    conditions: `${conditions} AND (position, item) ${operators[start]} (?, ?)`,
    values: [...values, position, behind],
  };
}

function order({ reverse }: KeyRange, columns: readonly string[]): string {
  const direction = reverse ? "DESC" : "ASC";
  return `ORDER BY ${columns.map((column) => `${column} ${direction}`).join(", ")} LIMIT ?`;
}

function prepareRebuilds(database: DatabaseSync, entries: Entries): Pick<Items, "rebuildIndex" | "rebuildExpiry"> {
  const all = database.prepare("SELECT key, value FROM items WHERE holder = ?");
  const setExpiry = database.prepare("UPDATE items SET expires = ? WHERE holder = ? AND key = ?");
  const read = (table: Table) =>
    all.all(table.description.TableName).map((row) => {
      return { key: String(row["key"]), item: JSON.parse(String(row["value"])) as Attributes };
    });
  return {
    rebuildIndex(table, index) {
      entries.removeIndex(table.description.TableName, index.IndexName);
      for (const entry of read(table)) entries.place(table, index, entry);
    },
    rebuildExpiry(table) {
      for (const { key, item } of read(table)) {
        setExpiry.run(readExpiry(table, item), table.description.TableName, key);
      }
    },
  };
}

/** The key under which an item is kept. */
export function keyOf({ description }: Table, item: Attributes): string {
  return dynalite().createKey(item, description);
}
