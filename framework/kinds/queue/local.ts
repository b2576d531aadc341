import type { PlannedResource, PlannedTrigger } from "../../model/plan.ts";
import type { Connection, Emulator, LocalContext, LocalKind } from "../local.ts";
import { openEventSource } from "./emulator/event-source.ts";
import { existing } from "./emulator/operation.ts";
import { answer } from "./emulator/protocol.ts";
import { namesOf, provisionQueue } from "./emulator/provision.ts";
import { openStore, type Store } from "./emulator/store.ts";
import type { ConsumesProperties } from "./options.ts";

/**
 * The local half of the queue kind: an embedded SQS, and the delivery of its messages to functions. It is more lenient
 * than AWS in two ways: the name of a deleted queue is free at once, as tests make and delete queues in a loop, and any
 * number of messages may be in flight, as no laptop gets near 120,000. What it leaves out it refuses by name.
 */
export const local: LocalKind = {
  open: async (context) => openEmulator(context),
};

function openEmulator(context: LocalContext): Emulator {
  const store = openStore(context);
  const { account } = context;
  const url = (name: string) => `${context.origin()}/${account}/${name}`;
  const connections = new Set<Connection>();
  return {
    services: ["sqs"],
    handle: (request, caller) =>
      answer(request, { store, caller, account, url, signal: request.signal }, (line) => context.log(line)),
    async provision(resource) {
      const { queue, deadLetters } = provisionQueue(store, resource);
      const { arn, name } = queue;
      return { arn, name, url: url(name), deadLetterArn: deadLetters.arn, deadLetterUrl: url(deadLetters.name) };
    },
    async remove(resource) {
      const names = namesOf(resource);
      removeQueue(store, names.queue);
      removeQueue(store, names.deadLetters);
    },
    async connect(trigger, resource) {
      const source = connect(store, context, { trigger, resource });
      const connection = {
        async close() {
          await source.close();
          connections.delete(connection);
        },
      };
      connections.add(connection);
      return connection;
    },
    async close() {
      const closing = [...connections].map((connection) => connection.close());
      store.wakeups.close();
      await Promise.all(closing);
      store.database.close();
    },
  };
}

function removeQueue(store: Store, name: string): void {
  const queue = store.queues.get(name);
  if (!queue) return;
  store.queues.remove(queue);
  store.wakeups.wake(queue.id);
}

function connect(
  store: Store,
  context: LocalContext,
  { trigger, resource }: { trigger: PlannedTrigger; resource: PlannedResource | undefined },
): Connection {
  const { functions } = context;
  const properties = trigger.properties as unknown as ConsumesProperties;
  return openEventSource({
    store,
    owner: context,
    queue: existing(resource && store.queues.get(namesOf(resource).queue)),
    batch: properties.batch,
    window: properties.window,
    concurrency: () => Math.min(properties.concurrency ?? Infinity, functions.concurrency(trigger.function)),
    invoke: (payload) => functions.invoke(trigger.function, payload),
    log: (line) => context.log(line),
  });
}
