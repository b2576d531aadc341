/** An app that uses every method of every client, most of them in a function of its own. */
import type { ProjectFiles } from "../fakes/project.ts";

const configuration = `import { defineApp } from "iffc/config";

export default defineApp({
  name: "verbs",
  environments: { prod: { target: "aws", account: "111122223333", region: "eu-central-1" } },
});
`;

const store = `import { Bucket, type FifoQueue, Queue, Resources, Table } from "iffc";

export interface Note { id: string; day: string; tag?: string; author?: string; text?: string }

@Resources()
export class Store {
  @Queue() readonly messages!: Queue<Note>;
  @Queue({ fifo: true }) readonly moves!: FifoQueue<Note>;
  @Table({
    partitionKey: "id",
    sortKey: "day",
    indexes: { byTag: { partitionKey: "tag" }, byAuthor: { partitionKey: "author", sortKey: "day" } },
  })
  readonly notes!: Table<Note, "id", "day">;
  @Bucket() readonly files!: Bucket;
}
`;

const queues = `import { Post, Service } from "iffc";
import { Store } from "./store.ts";

@Service()
export class Queues {
  constructor(private readonly store: Store) {}

  @Post("/queues/send", { auth: "none" })
  async send() { await this.store.messages.send({ id: "1", day: "1" }); }

  @Post("/queues/sendAll", { auth: "none" })
  async sendAll() { await this.store.messages.sendAll([{ id: "2", day: "1" }, { id: "3", day: "1" }]); }

  @Post("/queues/sendInOrder", { auth: "none" })
  async sendInOrder() { await this.store.moves.send({ id: "4", day: "1" }, { group: "a", deduplicationId: crypto.randomUUID() }); }
}
`;

const tables = `import { type Http, Post, type Reader, Service } from "iffc";
import { type Note, Store } from "./store.ts";

const key = { id: "1", day: "1" };

@Service()
export class Tables {
  constructor(private readonly store: Store) {}

  @Post("/tables/get", { auth: "none" })
  async get() { await this.store.notes.get(key); }

  @Post("/tables/query", { auth: "none" })
  async query() { await this.store.notes.query({ id: "1" }); }

  @Post("/tables/queryTag", { auth: "none" })
  async queryTag() { await this.store.notes.queryIndex("byTag", { tag: "a" }); }

  @Post("/tables/queryIndex/{index}", { auth: "none" })
  async queryIndex({ path }: Http<{ path: { index: string } }>) {
    await this.store.notes.queryIndex(path.index, { tag: "a", author: "b" });
  }

  @Post("/tables/scan", { auth: "none" })
  async scan() { await this.store.notes.scan(); }

  @Post("/tables/put", { auth: "none" })
  async put() { await this.store.notes.put({ ...key, tag: "a" }); }

  @Post("/tables/create", { auth: "none" })
  async create() { await this.store.notes.create({ ...key, tag: "a" }); }

  @Post("/tables/update", { auth: "none" })
  async update() { await this.store.notes.update(key, { text: "new" }); }

  @Post("/tables/delete", { auth: "none" })
  async delete() { await this.store.notes.delete(key); }

  @Post("/tables/narrow", { auth: "none" })
  async narrow() { await read(this.store.notes); }
}

/** The narrow type says what the function may do: all that a reader can. */
async function read(from: Reader<Note, "id", "day">) {
  await from.get(key);
  await from.query({ id: "1" });
  await from.queryIndex("byTag", { tag: "a" });
  await from.queryIndex("byAuthor", { author: "b" });
  await from.scan();
}
`;

const buckets = `import { Post, Service } from "iffc";
import { Store } from "./store.ts";

@Service()
export class Buckets {
  constructor(private readonly store: Store) {}

  @Post("/buckets/get", { auth: "none" })
  async get() { await this.store.files.get("in/a file"); await this.store.files.get("missing"); }

  @Post("/buckets/getText", { auth: "none" })
  async getText() { await this.store.files.getText("in/a file"); await this.store.files.getText("missing"); }

  @Post("/buckets/list", { auth: "none" })
  async list() { await this.store.files.list({ prefix: "in/" }); }

  @Post("/buckets/downloadUrl", { auth: "none" })
  async downloadUrl() { return { method: "GET", url: await this.store.files.downloadUrl("in/a file") }; }

  @Post("/buckets/uploadUrl", { auth: "none" })
  async uploadUrl() { return { method: "PUT", url: await this.store.files.uploadUrl("uploaded") }; }

  @Post("/buckets/put", { auth: "none" })
  async put() { await this.store.files.put("in/a file", "text"); }

  @Post("/buckets/delete", { auth: "none" })
  async delete() { await this.store.files.delete("in/a file"); }
}
`;

const events = `import { Consumes, Cron, Every, type ObjectEvent, OnObject, Service } from "iffc";
import { type Note, Store } from "./store.ts";

@Service()
export class Events {
  constructor(private readonly store: Store) {}

  @Consumes(Store, "messages")
  async consume(note: Note) { await this.store.notes.put(note); }

  @Consumes(Store, "moves")
  async consumeInOrder(note: Note) { await this.store.notes.update({ id: note.id, day: note.day }, { text: "moved" }); }

  @OnObject(Store, "files", { prefix: "in/" })
  async arrive({ key }: ObjectEvent) { await this.store.files.getText(key); }

  @OnObject(Store, "files", { event: "deleted" })
  async leave({ key }: ObjectEvent) { await this.store.notes.delete({ id: key, day: "1" }); }

  @Every("1 hour")
  async sweep() { await this.store.files.list(); }

  @Cron("0 3 * * ? *")
  async idle() {}
}
`;

const together = `import { Post, Service } from "iffc";
import { Store } from "./store.ts";

/** One function for both routes, with the permissions of both. */
@Service({ functions: "one" })
export class Together {
  constructor(private readonly store: Store) {}

  @Post("/together/put", { auth: "none" })
  async put() { await this.store.files.put("together", "text"); }

  @Post("/together/send", { auth: "none" })
  async send() { await this.store.messages.send({ id: "5", day: "1" }); }
}
`;

/** The app's files. */
export const verbsApp: ProjectFiles = {
  "iffc.config.ts": configuration,
  "src/store.ts": store,
  "src/queues.ts": queues,
  "src/tables.ts": tables,
  "src/buckets.ts": buckets,
  "src/events.ts": events,
  "src/together.ts": together,
};
