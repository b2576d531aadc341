import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { openDatabase } from "../../database.ts";
import type { LocalContext } from "../../local.ts";
import { openItems, type Items } from "./items.ts";
import { migrations } from "./schema.ts";
import { openTables, type Tables } from "./tables.ts";

/** Everything that the tables hold. */
export interface Store {
  readonly database: DatabaseSync;
  readonly tables: Tables;
  readonly items: Items;
  readonly context: LocalContext;
}

/** Opens the store in the emulator's folder; one that is damaged is moved aside. */
export function openStore(context: LocalContext): Store {
  const { database } = openDatabase(join(context.folder, "data"), migrations, context);
  return { database, tables: openTables(database), items: openItems(database), context };
}

/** The ARN of a table. */
export function tableArn(context: LocalContext, name: string): string {
  return `arn:aws:dynamodb:${context.region}:${context.account}:table/${name}`;
}
