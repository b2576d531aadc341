import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "../../local.ts";
import { settingsOf, type Queue, type QueueAttributes } from "./queue.ts";

/** The queues of one account and region, kept in memory and on disk. */
export interface Queues {
  get(name: string): Queue | undefined;
  find(arn: string): Queue | undefined;
  arn(name: string): string;
  /** All of them, by name in code-unit order. */
  list(): readonly Queue[];
  /** `attributes` holds every one that the queue shall have. */
  create(name: string, attributes: QueueAttributes, tags: Readonly<Record<string, string>>): Queue;
  /** Replaces what the change names; the messages stay. */
  update(queue: Queue, change: QueueChange): Queue;
  /** Removes a queue and everything in it. */
  remove(queue: Queue): void;
}

/** What can change about a queue. */
export type QueueChange = Partial<Pick<Queue, "attributes" | "tags" | "modified" | "purged">>;

/** Whose queues they are. */
export interface Owner {
  readonly account: string;
  readonly region: string;
}

/** Opens the queues of a database. */
export function openQueues(database: DatabaseSync, owner: Owner, clock: Clock): Queues {
  const insert = database.prepare(
    "INSERT INTO queues (name, attributes, tags, created, modified) VALUES (?, ?, ?, ?, ?) RETURNING *",
  );
  const change = database.prepare(
    "UPDATE queues SET attributes = ?, tags = ?, modified = ?, purged = ? WHERE id = ? RETURNING *",
  );
  const erase = database.prepare("DELETE FROM queues WHERE id = ?");
  const arn = (name: string) => `arn:aws:sqs:${owner.region}:${owner.account}:${name}`;
  const byName = new Map<string, Queue>();
  const keep = (row: unknown): Queue => {
    const queue = readRow(row as Row, arn);
    byName.set(queue.name, queue);
    return queue;
  };
  for (const row of database.prepare("SELECT * FROM queues").all()) keep(row);
  return {
    get: (name) => byName.get(name),
    find: (of) => [...byName.values()].find((queue) => queue.arn === of),
    arn,
    list: () => [...byName.values()].sort((left, right) => (left.name < right.name ? -1 : 1)),
    create(name, attributes, tags) {
      const now = clock.now();
      return keep(insert.get(name, JSON.stringify(attributes), JSON.stringify(tags), now, now));
    },
    update(queue, changed) {
      const { id, attributes, tags, modified, purged } = { ...queue, ...changed };
      return keep(change.get(JSON.stringify(attributes), JSON.stringify(tags), modified, purged ?? null, id));
    },
    remove(queue) {
      erase.run(queue.id);
      byName.delete(queue.name);
    },
  };
}

interface Row {
  readonly id: number;
  readonly name: string;
  readonly attributes: string;
  readonly tags: string;
  readonly created: number;
  readonly modified: number;
  readonly purged: number | null;
}

function readRow(row: Row, arn: (name: string) => string): Queue {
  const attributes = JSON.parse(row.attributes) as QueueAttributes;
  const tags = JSON.parse(row.tags) as Record<string, string>;
  const { id, name, created, modified, purged } = row;
  const settings = settingsOf(attributes);
  return { id, name, arn: arn(name), attributes, settings, tags, created, modified, purged: purged ?? undefined };
}
