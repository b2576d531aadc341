import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import type { Plugin } from "vitest/config";
import { IffcError } from "./diagnostics/error.ts";
import type { Queue } from "./index.ts";
import { type Fakes, fake, iffc } from "./testing.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A class as the plugin leaves it: its decorators have noted the fields that they stand on. */
class Lowered {
  readonly incoming!: Queue<string>;
  readonly inherited: Queue<string> | undefined;
  readonly plain: string | undefined;
  send(text: string) {
    return this.incoming.send(text);
  }
}

const metadata = Object.assign(Object.create({ "iffc:inherited": true }), { "iffc:incoming": true, other: true });
Object.assign(Lowered, { [Symbol.for("Symbol.metadata")]: metadata });

describe("fake", () => {
  it("sets fields to the very objects that it is given and returns the instance", async () => {
    const sent: string[] = [];
    const incoming = { send: async (text: string) => void sent.push(text) };
    const instance = new Lowered();
    expect(fake(instance, { incoming })).toBe(instance);
    expect(instance.incoming).toBe(incoming);
    await instance.send("hello");
    expect(sent).toEqual(["hello"]);
  });

  it("names the field that the code uses and the test forgot", () => {
    const instance = fake(new Lowered(), {});
    expect(() => instance.send("hello")).toThrow(
      expect.objectContaining({ code: "IFFC8002", message: expect.stringContaining("Lowered.incoming") }),
    );
    expect(() => instance.inherited).toThrow(IffcError);
  });

  it("leaves fields alone that no decorator stands on", () => {
    expect(fake(new Lowered(), {}).plain).toBeUndefined();
  });

  it("adds fakes to those of an earlier call", () => {
    const first = { send: async () => undefined };
    const instance = fake(fake(new Lowered(), { incoming: first }), {});
    expect(instance.incoming).toBe(first);
    const second = { sendAll: async () => undefined };
    expect(fake(instance, { incoming: second }).incoming).toBe(second);
    expect(fake(fake(new Lowered(), {}), { incoming: first }).incoming).toBe(first);
  });

  it("refuses a field that the class does not have", () => {
    const wrong = { outgoing: {} } as Fakes<Lowered>;
    expect(() => fake(new Lowered(), wrong)).toThrow(expect.objectContaining({ code: "IFFC8001" }));
  });

  it("types each fake as a part of the client", () => {
    expectTypeOf<Fakes<Lowered>>().toHaveProperty("incoming").toEqualTypeOf<Partial<Queue<string>> | undefined>();
    expectTypeOf<Fakes<Lowered>>().not.toHaveProperty("send");
  });
});

describe("iffc", () => {
  it("is a plugin for vitest", () => {
    expectTypeOf(iffc()).toExtend<Plugin>();
    expect(iffc()).toMatchObject({ name: "iffc", enforce: "pre" });
  });

  it("leaves alone what it does not have to lower", async () => {
    const plugin = iffc();
    expect(await plugin.transform("export const a = 1;", "/app/a.ts")).toBeUndefined();
    expect(await plugin.transform("@Service() class A {}", "/app/a.js")).toBeUndefined();
    expect(await plugin.transform("@Service() class A {}", "/app/node_modules/a/a.ts")).toBeUndefined();
    expect(await plugin.transform("@Service() class A {}", "/app/a.ts?v=1")).toMatchObject({
      code: expect.not.stringContaining("@Service"),
    });
  });
});

describe("a vitest run in a project of its own", () => {
  let folder: string;
  let report: { testResults: readonly { assertionResults: readonly Assertion[]; message: string }[] };

  interface Assertion {
    readonly title: string;
    readonly status: string;
    readonly failureMessages: readonly string[];
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "iffc-testing-"));
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    const files = {
      "package.json": `{ "type": "module" }`,
      "vitest.config.ts": config,
      "orders.ts": service,
      "orders.test.ts": test,
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    const outputFile = join(folder, "report.json");
    const options = ["run", "--root", folder, "--reporter=json", `--outputFile=${outputFile}`];
    const inner = { ...process.env, VITEST: undefined, VITEST_POOL_ID: undefined, VITEST_WORKER_ID: undefined };
    // Two of the tests fail on purpose, and so does the run.
    await promisify(execFile)(process.execPath, [vitest, ...options], { cwd: folder, env: inner }).catch(
      () => undefined,
    );
    report = JSON.parse(await readFile(outputFile, "utf8"));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const results = () => report.testResults.flatMap(({ assertionResults }) => assertionResults);

  it("runs decorated classes with fakes on their fields", () => {
    expect(results().filter(({ title }) => title.startsWith("works"))).toEqual([
      expect.objectContaining({ status: "passed", failureMessages: [] }),
      expect.objectContaining({ status: "passed", failureMessages: [] }),
    ]);
  });

  it("names the field without a fake", () => {
    const [failed] = results().filter(({ title }) => title === "forgets a fake");
    expect(failed?.failureMessages.join()).toContain("Orders.orders is used, and the test gives no fake for it.");
  });

  it("keeps line numbers true", () => {
    const [failed] = results().filter(({ title }) => title === "fails in the handler");
    const line = service.split("\n").findIndex((text) => text.includes("new Error")) + 1;
    expect(failed?.failureMessages.join()).toContain(`orders.ts:${line}:`);
  });
});

const config = `
import { defineConfig } from "vitest/config";
import { iffc } from ${JSON.stringify(join(root, "framework/testing.ts"))};
export default defineConfig({
  plugins: [iffc()],
  resolve: {
    alias: [
      { find: /^iffc$/, replacement: ${JSON.stringify(join(root, "framework/index.ts"))} },
      { find: "iffc/testing", replacement: ${JSON.stringify(join(root, "framework/testing.ts"))} },
    ],
  },
});
`;

const service = `
import { Bucket, Consumes, Http, Post, Queue, Resources, Service, Table } from "iffc";

interface Order { id: string; sku: string }

@Resources()
export class Archive {
  @Bucket() readonly files!: Bucket;
}

@Service({ team: "shop" })
export class Orders {
  @Queue({ retries: 3 }) readonly incoming!: Queue<Order>;
  @Table({ partitionKey: "id" }) readonly orders!: Table<Order, "id">;
  private cache?: string;

  constructor(private readonly archive: Archive) {}

  @Post("/orders", { auth: "none" })
  async place({ body }: Http<{ body: { sku: string } }>): Promise<{ id: string }> {
    this.cache ??= "order-1";
    await this.incoming.send({ id: this.cache, sku: body.sku });
    return { id: this.cache };
  }

  @Consumes("incoming")
  async fulfil(order: Order): Promise<void> {
    if (order.sku === "bad") throw new Error("no such thing");
    await this.archive.files.put(order.id, order.sku);
    await this.orders.put(order);
  }
}
`;

const test = `
import { expect, test } from "vitest";
import type { Http } from "iffc";
import { fake } from "iffc/testing";
import { Archive, Orders } from "./orders.ts";

const request = { body: { sku: "tea" } } as Http<{ body: { sku: string } }>;

test("works with one field", async () => {
  const sent: unknown[] = [];
  const orders = fake(new Orders(new Archive()), { incoming: { send: async (order) => void sent.push(order) } });
  expect(await orders.place(request)).toEqual({ id: "order-1" });
  expect(sent).toEqual([{ id: "order-1", sku: "tea" }]);
});

test("works with an injected class", async () => {
  const written: string[] = [];
  const archive = fake(new Archive(), { files: { put: async (key: string) => void written.push(key) } });
  const orders = fake(new Orders(archive), { orders: { put: async ({ id }) => void written.push(id) } });
  await orders.fulfil({ id: "1", sku: "tea" });
  expect(written).toEqual(["1", "1"]);
});

test("forgets a fake", async () => {
  const archive = fake(new Archive(), { files: { put: async () => undefined } });
  await fake(new Orders(archive), {}).fulfil({ id: "1", sku: "tea" });
});

test("fails in the handler", async () => {
  await fake(new Orders(new Archive()), {}).fulfil({ id: "1", sku: "bad" });
});
`;
