import type { DatabaseSync } from "node:sqlite";
import type { TableDescription } from "./description.ts";
import { noSuchTable } from "./errors.ts";

/** What a table has beside its description. */
export interface Settings {
  /** The attribute that says when an item may go. */
  readonly expires?: string;
  /** Whether continuous backups were asked for. */
  readonly recovery: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** A table. */
export interface Table {
  readonly description: TableDescription;
  readonly settings: Settings;
}

/** The rows of tables. */
export interface Tables {
  find(name: string): Table | undefined;
  /** Like `find`, but raises ResourceNotFoundException; requests about tables name the table in it. */
  get(name: string, isControl?: boolean): Table;
  names(): readonly string[];
  save(table: Table): void;
  remove(name: string): void;
}

/** Prepares the statements on tables; what was read is kept, as every request needs it. */
export function openTables(database: DatabaseSync): Tables {
  const all = database.prepare("SELECT name, description, settings FROM tables");
  const save = database.prepare("INSERT OR REPLACE INTO tables VALUES (?, ?, ?)");
  const remove = database.prepare("DELETE FROM tables WHERE name = ?");
  const known = new Map(all.all().map((row) => [String(row["name"]), readTable(row)]));
  return {
    find: (name) => known.get(name),
    get(name, isControl) {
      const table = known.get(name);
      if (!table) throw noSuchTable(name, isControl);
      return table;
    },
    names: () => [...known.keys()].sort(),
    save(table) {
      const { description, settings } = table;
      save.run(description.TableName, JSON.stringify(description), JSON.stringify(settings));
      known.set(description.TableName, table);
    },
    remove(name) {
      remove.run(name);
      known.delete(name);
    },
  };
}

function readTable(row: Record<string, unknown>): Table {
  return {
    description: JSON.parse(String(row["description"])) as TableDescription,
    settings: JSON.parse(String(row["settings"])) as Settings,
  };
}
