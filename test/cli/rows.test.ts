/** Rows of bad configuration that a class can have, each with its code, the words at fault and the exit code. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Diagnostic, Plan, Stack } from "../../framework/toolkit.ts";
import { change, makeApp, makeFolder, run } from "./run.ts";

const folder = makeFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const app = makeApp(folder, "app");
const imports = 'import { Consumes, Cron, Every, FifoQueue, Queue, Service } from "iffc";\n';

/** Writes the body of a class and asks for the plan of an app that is not deployed. */
function plan(members: string, name = "Orders") {
  change(join(app, "orders.ts"), () => `${imports}\n@Service()\nexport class ${name} {\n${members}\n}\n`);
  const { status, stdout } = run(app, ["plan", "--json"]);
  const { plan: planned, diagnostics } = JSON.parse(stdout) as { plan: Plan; diagnostics: readonly Diagnostic[] };
  const found = diagnostics.map(({ code, severity, hint, at }) => ({ code, severity, hint, words: wordsAt(at) }));
  return { status, found, planned };
}

function wordsAt(at: Diagnostic["at"]): string {
  if (!at) return "";
  const line = readFileSync(join(app, at.file), "utf8").split("\n")[at.line - 1] ?? "";
  return line.slice(at.column - 1, at.column - 1 + at.length);
}

const consumer = (queue: string, options: string, kind = "Queue"): string => `
  @Queue({ ${queue} }) readonly incoming!: ${kind}<string>;
  @Consumes("incoming", { ${options} }) async fulfil(order: string): Promise<void> { void order; }`;

describe("C5: a name that would be too long", () => {
  const long = "ReconciliationOfEverythingThatWasEverOrdered";
  const handlers = ["1", "2"].map((end) => `@Every("1 hour") async whateverStillHasToBeDone${end}(): Promise<void> {}`);

  it("is cut and told apart by a hash, the same every time", () => {
    const { status, planned } = plan(handlers.join("\n"), long);
    const names = planned.functions.map(({ name }) => name);
    for (const name of names)
      expect(name).toMatch(/^hello-local-ReconciliationOfEverythingThatWasEverOrde\w*-[0-9a-f]{8}$/u);
    expect(names.map(({ length }) => length)).toEqual([64, 64]);
    expect(new Set(names).size).toBe(2);
    expect(plan(handlers.join("\n"), long).planned.functions.map(({ name }) => name)).toEqual(names);
    expect(status).toBe(0);
  });

  it("is refused where it is pinned", () => {
    const id = `"${"a".repeat(129)}"`;
    const { status, found } = plan(`@Queue({ id: ${id} }) readonly incoming!: Queue<string>;`);
    expect(found).toMatchObject([{ code: "IFFC1025", words: id }]);
    expect(status).toBe(2);
  });
});

describe("C9: a visibility that the consumer outlives", () => {
  it("is refused below its timeout", () => {
    const { status, found } = plan(consumer('visibility: "9 seconds"', 'timeout: "10 seconds"'));
    expect(found).toMatchObject([
      { code: "IFFC2101", severity: "error", words: '@Queue({ visibility: "9 seconds" })' },
    ]);
    expect(found[0]?.hint).toContain('visibility: "60 seconds"');
    expect(status).toBe(2);
  });

  it("is warned of below six times its timeout and the window, and good from there on", () => {
    const options = 'timeout: "10 seconds", window: "5 seconds"';
    const short = plan(consumer('visibility: "64 seconds"', options));
    expect(short.found).toMatchObject([
      { code: "IFFC2102", severity: "warning", words: '@Queue({ visibility: "64 seconds" })' },
    ]);
    expect(short.status).toBe(0);
    expect(plan(consumer('visibility: "65 seconds"', options)).found).toEqual([]);
  });
});

describe("C10: dead letters", () => {
  it("are kept for longer than the queue keeps messages", () => {
    const { status, found } = plan(consumer('retention: "14 days"', ""));
    expect(found).toMatchObject([{ code: "IFFC2103", words: '"14 days"' }]);
    expect(status).toBe(2);
  });

  it("go to another queue, which is first-in, first-out where the queue is, and keeps them for 14 days", () => {
    plan(consumer("fifo: true", "", "FifoQueue"));
    const stacks = JSON.parse(run(app, ["synth", "--env", "dev", "--json"]).stdout) as readonly Stack[];
    const resources = stacks.find(({ tier }) => tier === "state")?.template.Resources ?? {};
    expect(resources["OrdersIncomingQueue"]?.Properties).toMatchObject({
      FifoQueue: true,
      RedrivePolicy: { deadLetterTargetArn: { "Fn::GetAtt": ["OrdersIncomingDeadLetters", "Arn"] } },
    });
    expect(resources["OrdersIncomingDeadLetters"]?.Properties).toMatchObject({
      FifoQueue: true,
      MessageRetentionPeriod: 1_209_600,
    });
  });
});

describe("C11: batches", () => {
  const fifo = { queue: "fifo: true", kind: "FifoQueue", code: "IFFC2105" };
  it.each([
    { ...fifo, what: "above 10 of a first-in, first-out queue", options: "batch: 11" },
    { ...fifo, what: "with a window of a first-in, first-out queue", options: 'window: "1 second"' },
    { queue: "", kind: "Queue", code: "IFFC2106", what: "above 10 without a window", options: "batch: 11" },
  ])("$what are refused", ({ queue, kind, code, options }) => {
    const { status, found } = plan(consumer(queue, options, kind));
    expect(found).toMatchObject([{ code, words: `@Consumes("incoming", { ${options} })` }]);
    expect(status).toBe(2);
  });
});

describe("C12: a schedule that EventBridge does not know", () => {
  it.each([
    ['@Every("1 minutes")', "IFFC2501", 'Write `@Every("1 minute")`.'],
    ['@Cron("0 12 * * *")', "IFFC2502", 'Write `@Cron("0 12 * * ? *")`.'],
  ])("%s is refused with what it should be", (decorator, code, hint) => {
    const { status, found } = plan(`${decorator} async sweep(): Promise<void> {}`);
    expect(found).toMatchObject([{ code, hint, words: decorator }]);
    expect(status).toBe(2);
  });
});

describe("C15: a configuration that is a program", () => {
  it("is read and never run", () => {
    const other = makeApp(folder, "program");
    const ran = join(folder, "ran");
    change(
      join(other, "iffc.config.ts"),
      (text) => `import { writeFileSync } from "node:fs";
writeFileSync(${JSON.stringify(ran)}, "");
Object.prototype.toString = () => "changed";
${text.replace("name:", "...(await Promise.reject(new Error('thrown'))),\n  name:")}`,
    );
    const { status, stderr } = run(other, ["check"]);
    expect(stderr).toMatch(/✗ IFFC1004 .+ it is awaited\.\n {2}iffc\.config\.ts:\d+:\d+\n/u);
    expect(status).toBe(2);
    expect(existsSync(ran)).toBe(false);
  });
});
