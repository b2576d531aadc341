/**
 * Events on their way to functions. An event is recorded once per subscription, in the transaction that changes the
 * object, and forgotten only after its function's queue has taken it: delivered at least once, whatever is killed when.
 */
import type { DatabaseSync } from "node:sqlite";
import type { Connection, LocalContext } from "../../local.ts";

/** What a trigger listens to. */
export interface Subscription {
  readonly id: string;
  readonly bucket: string;
  readonly event: ObjectEvent["type"];
  readonly prefix: string;
  readonly suffix: string;
}

/** A change in the life of an object. */
export interface ObjectEvent {
  readonly type: "created" | "deleted";
  readonly bucket: string;
  readonly key: string;
  /** What the function receives; drawn only where somebody listens. */
  readonly payload: () => string;
}

/** The events that wait. */
export interface Outbox {
  /** Records an event for each subscription that it matches; called inside the transaction that causes it. */
  record(event: ObjectEvent): void;
  /** Delivers what was recorded, once the transaction is committed. */
  flush(): void;
  /** Starts to deliver what a subscription matches, beginning with what waited for it. */
  subscribe(subscription: Subscription, deliver: (payload: string) => Promise<void>): Connection;
  /** Forgets everything about a bucket. */
  forget(bucket: string): void;
  /** Stops all deliveries; what waits is delivered after the next opening. */
  close(): Promise<void>;
}

/** EventBridge gives up on an event after a day: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html */
const maxAge = 86_400_000;
/** Milliseconds between attempts while a function's queue takes nothing. */
const retryAfter = 1000;

/** Opens the events that wait and drops those that are too old. */
export function openOutbox(database: DatabaseSync, context: Pick<LocalContext, "clock" | "log">): Outbox {
  const { clock } = context;
  const tables = openTables(database);
  const couriers = new Map<string, Courier>();
  tables.closeAll(clock.now());
  tables.prune(clock.now() - maxAge);

  return {
    record({ type, bucket, key, payload }) {
      const matching = tables.matching(bucket, type).filter((item) => {
        return key.startsWith(item.prefix) && key.endsWith(item.suffix);
      });
      if (matching.length === 0) return;
      const text = payload();
      for (const item of matching) tables.add(item.id, clock.now(), text);
    },
    flush() {
      for (const courier of couriers.values()) courier.wake();
    },
    subscribe(subscription, deliver) {
      tables.open(subscription);
      const courier = startCourier({ id: subscription.id, tables, deliver, context });
      couriers.set(subscription.id, courier);
      courier.wake();
      return {
        async close() {
          if (couriers.get(subscription.id) === courier) couriers.delete(subscription.id);
          // What happens until the trigger is back, after a reload or a restart, still reaches it.
          tables.close(subscription.id, clock.now());
          await courier.stop();
        },
      };
    },
    forget: (bucket) => tables.forget(bucket),
    async close() {
      await Promise.all([...couriers.values()].map((courier) => courier.stop()));
    },
  };
}

interface Tables {
  matching(bucket: string, event: string): readonly Subscription[];
  open(subscription: Subscription): void;
  close(id: string, now: number): void;
  /** Counts as closed what a killed process left open. */
  closeAll(now: number): void;
  add(subscription: string, now: number, payload: string): void;
  next(subscription: string): { readonly id: number; readonly payload: string } | undefined;
  done(id: number): void;
  prune(before: number): void;
  forget(bucket: string): void;
}

function openTables(database: DatabaseSync): Tables {
  const matching = database.prepare("SELECT * FROM subscriptions WHERE bucket = ? AND event = ?");
  const open = database.prepare("INSERT OR REPLACE INTO subscriptions VALUES (?, ?, ?, ?, ?, NULL)");
  const close = database.prepare("UPDATE subscriptions SET closed = ? WHERE id = ?");
  const closeAll = database.prepare("UPDATE subscriptions SET closed = ? WHERE closed IS NULL");
  const add = database.prepare("INSERT INTO deliveries (subscription, recorded, payload) VALUES (?, ?, ?)");
  const next = database.prepare("SELECT id, payload FROM deliveries WHERE subscription = ? ORDER BY id LIMIT 1");
  const done = database.prepare("DELETE FROM deliveries WHERE id = ?");
  const pruneSubscriptions = database.prepare("DELETE FROM subscriptions WHERE closed < ?");
  const pruneDeliveries = database.prepare("DELETE FROM deliveries WHERE recorded < ?");
  const forget = database.prepare("DELETE FROM subscriptions WHERE bucket = ?");
  const orphans = database.prepare("DELETE FROM deliveries WHERE subscription NOT IN (SELECT id FROM subscriptions)");
  return {
    matching: (bucket, event) => matching.all(bucket, event) as unknown as readonly Subscription[],
    open: ({ id, bucket, event, prefix, suffix }) => void open.run(id, bucket, event, prefix, suffix),
    close: (id, now) => void close.run(now, id),
    closeAll: (now) => void closeAll.run(now),
    add: (subscription, now, payload) => void add.run(subscription, now, payload),
    next: (subscription) => next.get(subscription) as ReturnType<Tables["next"]>,
    done: (id) => void done.run(id),
    prune(before) {
      pruneSubscriptions.run(before);
      pruneDeliveries.run(before);
      orphans.run();
    },
    forget(bucket) {
      forget.run(bucket);
      orphans.run();
    },
  };
}

interface Courier {
  wake(): void;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

interface Route {
  readonly id: string;
  readonly tables: Tables;
  readonly deliver: (payload: string) => Promise<void>;
  readonly context: Pick<LocalContext, "clock" | "log">;
}

/** Delivers one subscription's events one after the other, and tries again later where that fails. */
function startCourier({ id, tables, deliver, context }: Route): Courier {
  let isStopped = false;
  let isRunning = false;
  let running = Promise.resolve();
  let retry: { cancel(): void } | undefined;

  const nextUp = (): ReturnType<Tables["next"]> => (isStopped ? undefined : tables.next(id));

  async function run(): Promise<void> {
    isRunning = true;
    try {
      for (let next = nextUp(); next; next = nextUp()) {
        await deliver(next.payload);
        tables.done(next.id);
      }
    } catch (error) {
      context.log(`An object event for ${id} could not be handed over and will be tried again: ${String(error)}`);
      if (!isStopped) retry = context.clock.after(retryAfter, wake);
    } finally {
      isRunning = false;
    }
  }

  function wake(): void {
    if (isStopped || isRunning) return;
    retry?.cancel();
    running = run();
  }

  return {
    wake,
    async stop() {
      isStopped = true;
      retry?.cancel();
      await running;
    },
  };
}
