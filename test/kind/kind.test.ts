/** Adding a kind takes its folder and one line in each of two lists: nothing else of the framework knows its kinds. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RegoEngine, TemplateFile } from "@aws/cloudformation-validate";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Stack } from "../../framework/targets/aws/synthesize/stack.ts";
import { writeFiles } from "../fakes/project.ts";
import { signalApp, wrongApp } from "./app.ts";
import { addKind, type Copy, copyFramework } from "./copy.ts";

let copy: Copy;
let app: string;

beforeAll(() => {
  copy = copyFramework();
  addKind(copy, "signal");
  app = join(copy.path, "app");
  writeFiles(app, signalApp);
});

afterAll(() => {
  iffc("destroy", "--env", "local", "--yes");
  copy[Symbol.dispose]();
});

function run(command: string, words: readonly string[], cwd: string) {
  const env = { ...process.env, NO_COLOR: "1", NODE_NO_WARNINGS: "1" };
  const { status, stdout, stderr } = spawnSync(command, words, { cwd, encoding: "utf8", env });
  return { status, stdout, stderr };
}

const iffc = (...words: string[]) => run(process.execPath, [join(copy.path, "cli/main.ts"), ...words], app);

const tool = (name: string, ...words: string[]) =>
  run(process.execPath, [join(copy.path, "node_modules", name), ...words], copy.path);

/** The stacks of the app as `iffc synth` prints them. */
function synthesize(): readonly Stack[] {
  const { status, stdout, stderr } = iffc("synth", "--env", "dev", "--json");
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as readonly Stack[];
}

/** The bundles of the app's functions. */
function readBundles(): readonly string[] {
  const folder = join(app, ".iffc/artifacts");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => /\.[cm]?js$/u.test(file));
  return files.map((file) => readFileSync(join(folder, file), "utf8"));
}

describe("a kind that is added", { timeout: 120_000 }, () => {
  it("is one folder and one line in each of two lists", () => {
    const files = readdirSync(join(import.meta.dirname, "kinds/signal")).sort();
    expect(copy.differences()).toEqual({
      added: files.map((file) => `framework/kinds/signal/${file}`),
      changed: {
        "framework/kinds/definitions.ts": [`export { signal } from "./signal/kind.ts";`],
        "framework/kinds/index.ts": [`export * from "./signal/decorator.ts";`],
      },
    });
  });

  it("fits the contract and keeps what is asked of every kind", () => {
    const types = tool("typescript/bin/tsc", "-p", ".tsconfig.build.json", "--noEmit");
    expect(types.stdout, types.stderr).toBe("");
    const rules = tool("vitest/vitest.mjs", "run", "--config", ".vitest.config.ts", "framework/kinds/registry.test.ts");
    expect(rules.status, rules.stdout + rules.stderr).toBe(0);
  });

  it("is analyzed and typed like any other", () => {
    const { status, stdout, stderr } = iffc("check");
    expect(status, stderr).toBe(0);
    expect(stdout).toContain("1 class, 3 handlers, 3 resources");
    expect(iffc("explain", "IFFC2901").stdout).toContain("Nobody listens to this signal.");
  });

  it("has its own diagnostics and the analyzer's", () => {
    writeFiles(app, wrongApp);
    const { status, stderr } = iffc("check");
    writeFiles(app, signalApp);
    expect(status).toBe(2);
    expect(stderr).toContain("@OnSignal");
    expect(iffc("plan").stderr).toContain("IFFC2901");
  });

  it("grants its verb on its resource and nothing else, with the line that needs it", () => {
    const { status, stdout, stderr } = iffc("plan", "--json");
    expect(status, stderr).toBe(0);
    const { plan } = JSON.parse(stdout) as {
      plan: { functions: { id: string; grants: { actions: string[]; resource: string; at: { line: number }[] }[] }[] };
    };
    const grants = plan.functions.find(({ id }) => id === "Orders.place")?.grants ?? [];
    expect(grants).toMatchObject([{ actions: ["sns:Publish"], resource: "Orders.placed" }]);
    expect(grants.flatMap(({ at }) => at.map(({ line }) => line))).toContain(13);
  });

  it("is synthesized into templates that AWS's validator accepts", () => {
    const stacks = synthesize();
    const types = stacks.flatMap(({ template }) => Object.values(template.Resources).map(({ Type }) => Type));
    expect(types.filter((type) => type.startsWith("AWS::SNS::")).sort()).toEqual([
      "AWS::SNS::Subscription",
      "AWS::SNS::Topic",
      "AWS::SNS::Topic",
      "AWS::SNS::TopicPolicy",
      "AWS::SNS::TopicPolicy",
    ]);
    expect(errorsOf(stacks)).toEqual([]);
  });

  it("is deployed on this machine, where its client reaches the handlers that listen", async () => {
    const { status, stdout, stderr } = iffc("deploy", "--env", "local", "--json");
    expect(status, stderr).toBe(0);
    const { endpoints } = JSON.parse(stdout) as { endpoints: { url?: string }[] };
    const { origin } = new URL(endpoints.find(({ url }) => url)?.url ?? "");
    const order = { id: "1", quantity: 2 };
    const headers = { "content-type": "application/json" };
    const placed = await fetch(`${origin}/orders`, { method: "POST", headers, body: JSON.stringify(order) });
    expect(placed.status).toBe(204);
    await vi.waitFor(async () => expect(await (await fetch(`${origin}/orders/1`)).json()).toEqual(order), {
      timeout: 60_000,
    });
  });

  it("leaves its tooling half out of the bundles", () => {
    const bundles = readBundles();
    expect(bundles.join("")).toContain('Action:"Publish"');
    for (const bundle of bundles) expect(bundle).not.toMatch(/AWS::|node:sqlite|IFFC\d/u);
  });
});

/** What AWS's own validator calls an error. */
function errorsOf(stacks: readonly Stack[]): readonly string[] {
  const engine = new RegoEngine();
  const file = join(copy.path, "template.json");
  const errors = stacks.flatMap(({ template }) => {
    writeFileSync(file, JSON.stringify(template));
    return engine.validateStandard(new TemplateFile(file), { severityLevel: "ERROR" }).diagnostics;
  });
  engine.free();
  return errors.map(({ ruleId, message }) => `${ruleId} ${message}`);
}
