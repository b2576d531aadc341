import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  api,
  freePort,
  plannedFunction,
  plannedResource,
  plannedRoute,
  plannedTrigger,
  planOf,
  recordingReporter,
  temporaryFolder,
  writeBundle,
} from "../../../test/fakes/local-app.ts";
import { local as http } from "../../kinds/http/local.ts";
import type { Emulator, LocalContext } from "../../kinds/local.ts";
import type { Plan } from "../../model/plan.ts";
import { join as joinValues, reference } from "../../model/value.ts";
import type { LocalKindEntry } from "./emulators.ts";
import { type LocalServer, type ServerOptions, startServer } from "./server.ts";
import { readServerRecord, readSnapshot } from "./state.ts";
import type { LocalArtifact } from "./types.ts";

/** A kind whose emulator writes down what it is told, and answers SQS requests where the caller may send. */
function diary() {
  const entries: string[] = [];
  let lent: LocalContext | undefined;
  const emulator: Emulator = {
    services: ["sqs"],
    async handle(_, caller) {
      caller.require("sqs:SendMessage", "arn:diary:app-local-notes.book");
      entries.push("sent");
      return { status: 200, headers: {}, body: "{}" };
    },
    async provision({ id, name, properties }) {
      entries.push(`provision ${id} ${JSON.stringify(properties)}`);
      return { arn: `arn:diary:${name}`, url: `${lent?.origin()}/${name}` };
    },
    remove: async ({ id }) => void entries.push(`remove ${id}`),
    async connect({ id }, resource) {
      entries.push(`connect ${id} to ${resource?.id}`);
      return { close: async () => void entries.push(`disconnect ${id}`) };
    },
    close: async () => void entries.push("close"),
  };
  const kind: LocalKindEntry = {
    name: "diary",
    local: async () => ({
      open: async (context) => {
        lent = context;
        return emulator;
      },
    }),
  };
  return { entries, kind, context: () => lent ?? expect.fail("the kind is not in use") };
}

const book = plannedResource("Notes.book", "diary", { name: "app-local-notes.book" });

/** An app with one route, `GET /` or another path, and the code behind it. */
function appWith(handler: string, rest: Partial<Plan> = {}, folder = temporaryFolder()) {
  const artifacts = [writeBundle(folder, "Notes.get", handler)];
  const plan = planOf({
    resources: [api],
    functions: [plannedFunction("Notes.get")],
    triggers: [plannedRoute("Notes.get", { method: "GET", path: "/", auth: "none" })],
    ...rest,
  });
  return { plan, artifacts };
}

interface Started {
  readonly server: LocalServer;
  readonly entries: string[];
  readonly folder: string;
  readonly reporter: ReturnType<typeof recordingReporter>;
  readonly context: () => LocalContext;
  readonly get: (path?: string) => Promise<Response>;
}

async function start(
  { plan, artifacts }: { plan: Plan; artifacts: readonly LocalArtifact[] },
  rest: Partial<ServerOptions> = {},
): Promise<Started> {
  const { entries, kind, context } = diary();
  const reporter = recordingReporter();
  const folder = rest.folder ?? join(temporaryFolder(), "state");
  const kinds = [{ name: "http", local: async () => http }, kind];
  const server = await startServer({ plan, artifacts, kinds, reporter, folder, ...rest });
  onTestFinished(() => server.close());
  // Another test's server may have had this port: its connections must not be used again.
  const get = (path = "/") => fetch(server.url + path, { headers: { connection: "close" } });
  return { server, entries, folder, reporter, context, get };
}

describe("a server", () => {
  it("serves an app from its first answer to its last", async () => {
    const { server, get, folder } = await start(appWith(`async ({ rawPath }) => ({ rawPath })`));
    expect(await (await get()).json()).toEqual({ rawPath: "/" });
    expect(readServerRecord(folder)).toMatchObject({ pid: process.pid, port: server.port, url: server.url });
    await server.close();
    await expect(get()).rejects.toThrow("fetch failed");
    expect(readServerRecord(folder)).not.toHaveProperty("pid");
  });

  it("keeps its port and its secrets over restarts", async () => {
    const app = appWith(`async () => process.env.AWS_SECRET_ACCESS_KEY`);
    const first = await start(app, { port: await freePort() });
    const secret = await (await first.get()).text();
    await first.server.close();
    const second = await start(app, { folder: first.folder });
    expect(second.server.port).toBe(first.server.port);
    expect(await (await second.get()).text()).toBe(secret);
  });

  it("says so where another program has its port", async () => {
    const app = appWith(`async () => 1`);
    const first = await start(app);
    expect(first.server.portTaken).toBeUndefined();
    const port = await freePort();
    const { folder, server } = await start(app, { port });
    await server.close();
    const other = await start(app, { folder: join(temporaryFolder(), "other"), port });
    expect((await start(app, { folder })).server.portTaken).toBe(port);
    await other.server.close();
    await expect(start(app, { port: first.server.port })).rejects.toMatchObject({ code: "IFFC6002" });
  });

  // faults.md L1
  it("has its state folder alone", async () => {
    const app = appWith(`async () => 1`);
    const { folder } = await start(app);
    await expect(start(app, { folder })).rejects.toMatchObject({ code: "IFFC6001" });
  });

  it("frees everything where it cannot start", async () => {
    const folder = join(temporaryFolder(), "state");
    const { plan, artifacts } = appWith(`async () => 1`);
    mkdirSync(folder);
    writeFileSync(join(folder, "logs"), "a file where a folder should be");
    await expect(start({ plan, artifacts }, { folder })).rejects.toMatchObject({ code: "EEXIST" });
    rmSync(join(folder, "logs"));
    await expect(start({ plan, artifacts: [] }, { folder })).rejects.toMatchObject({ code: "IFFC6006" });
    const { get } = await start({ plan, artifacts }, { folder });
    expect((await get()).status).toBe(200);
  });

  // faults.md L6
  it("starts empty where its state is damaged", async () => {
    const app = appWith(`async () => 1`);
    const { server, folder } = await start(app);
    await server.close();
    for (const name of ["server.json", "plan.json", "resources.json", "lock"]) writeFileSync(join(folder, name), "{");
    writeFileSync(join(folder, "events", "data.sqlite"), "no database".repeat(1000));
    expect((await (await start(app, { folder })).get()).status).toBe(200);
  });

  // faults.md L11
  it("lets what is under way end before it closes", async () => {
    const { server, get } = await start(
      appWith(`async () => { await new Promise((resolve) => setTimeout(resolve, 500)); return "done"; }`),
    );
    const answer = get();
    await expect.poll(() => server.functions.concurrency("Notes.get")).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await server.close();
    expect(await (await answer).text()).toBe("done");
  });
});

describe("a function", () => {
  const functions = [
    plannedFunction("Notes.get", {
      environment: { BOOK: joinValues(reference("Notes.book", "arn"), "/page") },
      grants: [
        {
          actions: ["sqs:SendMessage"],
          resources: [reference("Notes.book", "arn")],
          reason: "send",
          resource: "Notes.book",
          at: [],
        },
      ],
    }),
  ];
  const rest = { resources: [api, book], functions };

  it("knows the resources that it uses", async () => {
    const { get } = await start(appWith(`async () => process.env.BOOK`, rest));
    expect(await (await get()).text()).toBe("arn:diary:app-local-notes.book/page");
  });

  /** A handler that sends a request signed with its own keys, by the transport that bundles use. */
  const sender = (action: string) => `async () => {
    const { callJson } = await import(${JSON.stringify(new URL("../../runtime/transport/call.ts", import.meta.url).href)});
    try { await callJson("sqs", "AmazonSQS.${action}", {}); return "sent"; } catch (error) { return error.code; }
  }`;

  // faults.md L9
  it("may do what is granted, and nothing else", async () => {
    const granted = await start(appWith(sender("SendMessage"), rest));
    expect(await (await granted.get()).text()).toBe("sent");
    const bare = [plannedFunction("Notes.get")];
    const denied = await start(appWith(sender("SendMessage"), { ...rest, functions: bare }));
    expect(await (await denied.get()).text()).toBe("AccessDeniedException");
    expect(denied.reporter.logLines()).toContainEqual(
      expect.stringContaining("Notes.get may not sqs:SendMessage on arn:diary"),
    );
  });

  // faults.md L10
  it("whose environment is too large is refused before anything runs", async () => {
    const large = [plannedFunction("Notes.get", { environment: { TEXT: "x".repeat(4096) } })];
    await expect(start(appWith(`async () => 1`, { functions: large }))).rejects.toMatchObject({ code: "IFFC6005" });
  });

  it("may be started asynchronously", async () => {
    const file = join(temporaryFolder(), "written");
    const { server } = await start(
      appWith(`async (event) => require("fs").writeFileSync(${JSON.stringify(file)}, event)`),
    );
    await server.functions.enqueue("Notes.get", '"text"');
    await expect.poll(() => existsSync(file)).toBe(true);
  });
});

describe("resources and triggers", () => {
  const onNote = plannedTrigger("Notes.get", "diary", { resource: "Notes.book" });
  const app = (rest: Partial<Plan> = {}) =>
    appWith(`async () => 1`, { resources: [book], triggers: [onNote], ...rest });
  const none = { resources: [], triggers: [], functions: [] };

  it("are made and connected, and on record", async () => {
    const { entries, folder, server } = await start(app());
    expect(entries).toEqual(["provision Notes.book {}", "connect Notes.get to Notes.book"]);
    expect(readSnapshot(folder).resources).toEqual([book]);
    expect(server.outputs.get("Notes.book")).toMatchObject({ arn: "arn:diary:app-local-notes.book" });
  });

  it("that did not change are left alone, and those that did are changed", async () => {
    const { entries, server } = await start(app());
    entries.length = 0;
    const { plan, artifacts } = app();
    await server.apply(plan, artifacts);
    expect(entries).toEqual([]);
    const thick = { ...book, properties: { pages: 700 } };
    await server.apply({ ...plan, resources: [thick] }, artifacts);
    expect(entries).toEqual([
      'provision Notes.book {"pages":700}',
      "disconnect Notes.get",
      "connect Notes.get to Notes.book",
    ]);
  });

  it("that the plan leaves out keep their data", async () => {
    const { entries, folder, server } = await start(app());
    entries.length = 0;
    await server.apply(planOf(none), []);
    expect(entries).toEqual(["disconnect Notes.get"]);
    expect(readSnapshot(folder).resources).toEqual([book]);
  });

  it("that the plan removes without their data are there again once they are declared again", async () => {
    const { entries, folder, server } = await start(app());
    entries.length = 0;
    const change = { action: "remove", subject: "resource", id: "Notes.book", losesData: false } as const;
    await server.apply(planOf({ ...none, changes: [change] }), []);
    expect(entries).toEqual(["disconnect Notes.get"]);
    expect(readSnapshot(folder).resources).toEqual([]);
    const { plan, artifacts } = app();
    await server.apply(plan, artifacts);
    expect(entries.slice(1)).toEqual(["provision Notes.book {}", "connect Notes.get to Notes.book"]);
  });

  it("that the plan removes are removed, also after a restart", async () => {
    const { folder, server } = await start(app());
    await server.close();
    const change = { action: "remove", subject: "resource", id: "Notes.book", losesData: true } as const;
    const { entries } = await start({ plan: planOf({ ...none, changes: [change] }), artifacts: [] }, { folder });
    expect(entries).toEqual(["remove Notes.book"]);
    expect(readSnapshot(folder).resources).toEqual([]);
  });

  it("are let go in order when the server closes", async () => {
    const { entries, server } = await start(app());
    entries.length = 0;
    await server.close();
    expect(entries).toEqual(["disconnect Notes.get", "close"]);
  });

  it("of a kind have a folder of its own, and can log", async () => {
    const { context, folder, reporter } = await start(app());
    expect(context()).toMatchObject({
      folder: join(folder, "kinds", "diary"),
      account: "000000000000",
      region: "eu-central-1",
    });
    context().log("a line");
    expect(reporter.events).toContainEqual(expect.objectContaining({ type: "log", function: "diary", line: "a line" }));
  });
});

describe("new code", () => {
  it("takes over without failing a request", async () => {
    const bundles = temporaryFolder();
    const version = (number: number) => appWith(`async () => ${number}`, {}, bundles);
    const { get, server } = await start(version(0));
    const seen: string[] = [];
    const enough = new AbortController();
    const callers = Array.from({ length: 4 }, async () => {
      while (!enough.signal.aborted) {
        const response = await get();
        seen.push(`${response.status} ${await response.text()}`);
      }
    });
    for (let number = 1; number <= 8; number++) {
      const { plan, artifacts } = version(number);
      await server.apply(plan, artifacts);
      expect(await (await get()).text()).toBe(String(number));
    }
    enough.abort();
    await Promise.all(callers);
    expect(seen.filter((answer) => !/^200 [0-8]$/u.test(answer))).toEqual([]);
    expect(new Set(seen).size).toBeGreaterThan(1);
  });

  // faults.md B13
  it("that cannot be loaded says why and leaves the old one serving, and the next takes over", async () => {
    const { get, server } = await start(appWith(`async () => 1`));
    expect((await get()).status).toBe(200);
    const broken = appWith(`(() => { throw new Error("broken"); })()`);
    await expect(server.apply(broken.plan, broken.artifacts)).rejects.toMatchObject({
      diagnostics: [{ code: "IFFC3020", message: expect.stringContaining("broken") }],
    });
    expect(await (await get()).text()).toBe("1");
    const mended = appWith(`async () => 2`);
    await server.apply(mended.plan, mended.artifacts);
    expect(await (await get()).text()).toBe("2");
  });
});

describe("the developer", () => {
  it("calls services with any key", async () => {
    const { server, entries } = await start(appWith(`async () => 1`, { resources: [api, book] }));
    const credentials = { accessKeyId: "any", secretAccessKey: "any" };
    const client = new SQSClient({ region: "eu-central-1", endpoint: server.url, credentials, md5: false });
    await client.send(new SendMessageCommand({ QueueUrl: `${server.url}/q`, MessageBody: "hi" }));
    expect(entries.at(-1)).toBe("sent");
  });
});
