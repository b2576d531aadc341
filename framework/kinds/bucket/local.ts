import type { PlannedResource, PlannedTrigger } from "../../model/plan.ts";
import type { Connection, Emulator, LocalContext, LocalKind } from "../local.ts";
import { bucketArn } from "./emulator/buckets.ts";
import { createDrain } from "./emulator/drain.ts";
import { answer } from "./emulator/s3.ts";
import { closeStore, openStore, type Store } from "./emulator/store.ts";
import { removeBucket } from "./emulator/write.ts";
import type { BucketProperties, OnObjectProperties } from "./options.ts";

/** Milliseconds that bodies under way get to arrive when the emulator closes. */
const drainTime = 4000;

/** The local stand-in of S3 and of the object events that EventBridge delivers. */
export const local: LocalKind = {
  async open(context: LocalContext): Promise<Emulator> {
    const store = openStore(context);
    const requests = createDrain(context.clock);
    return {
      services: ["s3"],
      handle: (request, caller) => requests.track(answer(store, request, caller)),
      async provision(resource) {
        return provision(store, resource as unknown as PlannedResource<BucketProperties>);
      },
      async remove(resource) {
        removeBucket(store, resource.name);
        store.outbox.forget(resource.name);
      },
      async connect(trigger, resource) {
        return connect(store, trigger as unknown as PlannedTrigger<OnObjectProperties>, resource);
      },
      async close() {
        await requests.settled(drainTime);
        await closeStore(store);
      },
    };
  },
};

function provision(store: Store, { name, properties }: PlannedResource<BucketProperties>): Record<string, string> {
  const found = store.buckets.find(name);
  // A bucket that once kept versions can only be told to stop.
  const off = found === undefined || found.versioning === "" ? "" : "Suspended";
  store.buckets.save({
    name,
    created: found?.created ?? store.context.clock.now(),
    versioning: properties.versions ? "Enabled" : off,
    expires: properties.expires ?? null,
  });
  return { arn: bucketArn(name), name };
}

function connect(
  store: Store,
  trigger: PlannedTrigger<OnObjectProperties>,
  resource: PlannedResource | undefined,
): Connection {
  if (!resource) throw new TypeError(`The trigger ${trigger.id} names no bucket.`);
  const { event, prefix = "", suffix = "" } = trigger.properties;
  const subscription = { id: trigger.id, bucket: resource.name, event, prefix, suffix };
  return store.outbox.subscribe(subscription, (payload) => {
    return store.context.functions.enqueue(trigger.function, payload);
  });
}
