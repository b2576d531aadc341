import { join } from "node:path";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { openDatabase } from "../../database.ts";
import type { Clock } from "../../local.ts";
import type { Message } from "./message.ts";
import { openQueues, type Owner, type Queues } from "./queues.ts";
import { migrations } from "./schema.ts";
import { openWakeups, type Wakeups } from "./wakeups.ts";

/** The queues and their messages on disk, and what the functions that work on them share. */
export interface Store {
  readonly database: DatabaseSync;
  readonly statements: Statements;
  readonly queues: Queues;
  readonly wakeups: Wakeups;
  readonly clock: Clock;
}

/** Every statement on messages, prepared once. */
export type Statements = ReturnType<typeof prepareStatements>;

/** What a store is opened with. */
export interface StoreContext extends Owner {
  readonly folder: string;
  readonly clock: Clock;
  log(line: string): void;
}

/** Opens the store of a folder. */
export function openStore(context: StoreContext): Store {
  const { clock } = context;
  const { database } = openDatabase(join(context.folder, "data"), migrations, context);
  const queues = openQueues(database, context, clock);
  return { database, statements: prepareStatements(database), queues, wakeups: openWakeups(), clock };
}

/** Adds a message at the end of its queue and returns its sequence. */
export function insertMessage(store: Store, message: Omit<Message, "sequence">): number {
  const { queue, visible, received, enqueued, sent, firstReceived, id } = message;
  const { groupId, deduplicationId, source, trace, attributes, body } = message;
  const values: SQLInputValue[] = [queue, visible, received, enqueued, sent, firstReceived, id];
  values.push(groupId, deduplicationId, source, trace, attributes, body);
  return Number(store.statements.insert.run(...values).lastInsertRowid);
}

function prepareStatements(database: DatabaseSync) {
  const prepare = (sql: string) => database.prepare(sql);
  return {
    insert: prepare(`INSERT INTO messages (queue, visible, received, enqueued, sent, firstReceived, id,
      groupId, deduplicationId, source, trace, attributes, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    find: prepare("SELECT * FROM messages WHERE sequence = ? AND queue = ? AND id = ?"),
    visible: prepare("SELECT * FROM messages WHERE queue = ? AND visible <= ? ORDER BY visible, sequence LIMIT ?"),
    exhausted: prepare(`SELECT * FROM messages WHERE queue = ? AND visible <= ? AND received >= ? AND received > 0
      ORDER BY visible, sequence`),
    heads: prepare("SELECT groupId FROM heads WHERE queue = ? AND visible <= ? ORDER BY visible, sequence LIMIT ?"),
    group: prepare("SELECT * FROM messages WHERE queue = ? AND groupId = ? ORDER BY sequence LIMIT ?"),
    take: prepare("UPDATE messages SET visible = ?, received = ?, firstReceived = ? WHERE sequence = ?"),
    hide: prepare("UPDATE messages SET visible = ? WHERE sequence = ?"),
    delay: prepare("UPDATE messages SET visible = sent + ? WHERE queue = ? AND received = 0"),
    remove: prepare("DELETE FROM messages WHERE sequence = ?"),
    expire: prepare("DELETE FROM messages WHERE queue = ? AND enqueued <= ?"),
    purge: prepare("DELETE FROM messages WHERE queue = ?"),
    count: prepare(`SELECT count(*) FILTER (WHERE visible <= ?1) AS visible,
      count(*) FILTER (WHERE visible > ?1 AND received > 0) AS inFlight,
      count(*) FILTER (WHERE visible > ?1 AND received = 0) AS delayed FROM messages WHERE queue = ?2`),
    nextVisible: prepare("SELECT min(visible) AS at FROM messages WHERE queue = ? AND visible > ?"),
    nextHead: prepare("SELECT min(visible) AS at FROM heads WHERE queue = ? AND visible > ?"),
    recall: prepare("SELECT id, sequence FROM deduplications WHERE queue = ? AND key = ? AND expires > ?"),
    remember: prepare("INSERT OR REPLACE INTO deduplications VALUES (?, ?, ?, ?, ?)"),
    forget: prepare("DELETE FROM deduplications WHERE queue = ? AND expires <= ?"),
    startMove: prepare(`INSERT INTO moves (queue, destination, started, total, moved, failure)
      VALUES (?, ?, ?, ?, ?, ?)`),
    moves: prepare("SELECT * FROM moves WHERE queue = ? ORDER BY id DESC LIMIT ?"),
  };
}
