/** The command line as people see it: every case is a command and the whole of what it prints, exit code included. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { change, expectGolden, makeApp, makeFolder, program, run, show } from "./run.ts";

let folder: string;

beforeAll(() => {
  folder = makeFolder();
  makeApp(folder, "good");
  makeApp(folder, "bad", (text) =>
    text
      .replace("@Queue({ retries: 3 })", "@Queue({ retrys: 3, visibility: process.env.WAIT })")
      .replace('@Consumes("incoming")', '@Consumes("incomming")')
      .replace('@Every("1 hour")', '@Every("1 hours")'),
  );
  change(join(makeApp(folder, "bad-config"), "iffc.config.ts"), () => badConfiguration);
  change(join(makeApp(folder, "protected"), "iffc.config.ts"), (text) => text.replace("sandbox", "protected"));
  const uninstalled = makeApp(folder, "uninstalled");
  rmSync(join(uninstalled, "node_modules/iffc"));
  writeFileSync(join(uninstalled, "package.json"), JSON.stringify({ type: "module", dependencies: { iffc: "*" } }));
  change(makeApp(folder, "empty") + "/orders.ts", () => "export const nothing = 1;\n");
});

/** Rows C1, C2, C6, C7, C8 and C15 of a configuration, and the part of C5 that is about the names of environments. */
const badConfiguration = `import { defineApp } from "iffc/config";

export default defineApp({
  name: "hello",
  enviroments: {},
  environments: {
    "a-name-that-is-longer-than-any-cloud-likes": { target: "local" },
    stage: { target: "aws", account: "111111111111" },
    dev: {
      target: "aws",
      account: "111111111111",
      region: "eu-central-1",
      posture: "sandbx",
      functions: {
        timeout: "901 seconds",
        memory: 100,
        environment: { A: "x", "MY-NAME": "x", AWS_REGION: "x", API_KEY: "sk-live-4eC39HqLyjWDarjtT1zdp7dc", AT: new Date() },
      },
    },
  },
});
`;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the command line", () => {
  it.each([
    ["help", "good", ["--help"]],
    ["help-check", "good", ["check", "--help"]],
    ["help-deploy", "good", ["deploy", "--help"]],
    ["help-destroy", "good", ["help", "destroy"]],
    ["unknown-command", "good", ["depoly"]],
    ["unknown-command-help", "good", ["help", "depoly"]],
    ["unknown-option", "good", ["plan", "--jsn"]],
    ["too-many-words", "good", ["plan", "dev"]],
    ["wrong-port", "good", ["deploy", "--env", "local", "--port", "70000"]],
    ["no-app", ".", ["check"]],
    ["no-app-json", ".", ["plan", "--json"]],
    ["check", "good", ["check"]],
    ["check-bad", "bad", ["check"]],
    ["check-bad-config", "bad-config", ["check"]],
    ["check-empty", "empty", ["check"]],
    ["check-uninstalled", "uninstalled", ["check"]],
    ["plan", "good", ["plan"]],
    ["plan-empty", "empty", ["plan"]],
    ["plan-bad-config", "bad-config", ["plan", "--env", "dev"]],
    ["plan-unknown-environment", "good", ["plan", "--env", "dve"]],
    ["plan-without-credentials", "good", ["plan", "--env", "dev"]],
    ["deploy-without-environment", "good", ["deploy"]],
    ["deploy-bad", "bad", ["deploy", "--env", "local"]],
    ["logs-not-deployed", "good", ["logs"]],
    ["invoke-not-deployed", "good", ["invoke", "Orders.find"]],
    ["invoke-no-file", "good", ["invoke", "Orders.find", "--event", "@nothing.json"]],
    ["invoke-no-json", "good", ["invoke", "Orders.find", "--event", "{body}"]],
    ["synth", "good", ["synth", "--env", "dev"]],
    ["synth-out", "good", ["synth", "--env", "dev", "--out", "../templates"]],
    ["synth-local", "good", ["synth", "--env", "local"]],
    ["destroy-nothing", "good", ["destroy", "--env", "local", "--yes"]],
    ["destroy-unasked", "good", ["destroy", "--env", "local"]],
    // T10: what is typed must be the environment and its account.
    ["destroy-wrong", "good", ["destroy", "--env", "dev", "--confirm", "dev"]],
    ["destroy-protected", "protected", ["destroy", "--env", "dev", "--yes"]],
    ["destroy-protected-wrong", "protected", ["destroy", "--env", "dev", "--confirm", "dev@222222222222"]],
    ["explain", "good", ["explain", "IFFC2011"]],
    ["explain-unknown", "good", ["explain", "IFFC201"]],
    ["init-full", "good", ["init", "."]],
    ["init-wrong-name", "good", ["init", "new", "--name", "My App"]],
    ["init-file", "good", ["init", "orders.ts"]],
  ] as const)("%s", (name, app, words) => {
    expectGolden(name, show(join(folder, app), words, { [folder]: "<folder>" }));
  });

  it("makes an app in a folder with any name, and says how to go there", () => {
    expectGolden("init", show(folder, ["init", "my näw app"]));
    expect(readFileSync(join(folder, "my näw app/iffc.config.ts"), "utf8")).toContain('name: "my-n-w-app"');
  });

  it("makes an app in a folder that only git has been in, and writes over nothing", () => {
    mkdirSync(join(folder, "fresh/.git"), { recursive: true });
    expect(run(join(folder, "fresh"), ["init"])).toMatchObject({ status: 0, stderr: "" });
    expect(run(join(folder, "fresh"), ["init"]).status).toBe(2);
    expect(readdirSync(join(folder, "good"))).not.toContain("new");
  });

  it("finds the app from a folder below it", () => {
    const below = join(folder, "good/some/where");
    mkdirSync(below, { recursive: true });
    expect(run(below, ["check"]).stdout).toBe("Nothing is wrong: 1 class, 4 handlers, 2 resources.\n");
  });

  it.each([
    ["plan", { plan: { schemaVersion: 1, app: "hello" }, diagnostics: [] }],
    ["check", { model: { schemaVersion: 1 }, diagnostics: [] }],
    ["synth --env dev", [{ tier: "state" }, { tier: "service" }, { tier: "edge" }]],
    ["explain 2011", { code: "IFFC2011" }],
    ["destroy --env local --yes", { removed: [], kept: [] }],
    ["destroy --env local", { error: { code: "IFFC9013", exit: 3 } }],
    ["deploy --env dve", { error: { code: "IFFC9002", exit: 2, hint: "Did you mean `dev`?" } }],
  ] as const)("prints data and nothing else: %s --json", (words, data) => {
    expect(JSON.parse(run(join(folder, "good"), [...words.split(" "), "--json"]).stdout)).toMatchObject(data);
  });

  it("tells a program what stops a deploy", () => {
    const { status, stdout } = run(join(folder, "bad"), ["deploy", "--env", "local", "--json"]);
    const { error } = JSON.parse(stdout) as { error: { diagnostics: readonly { code: string }[] } };
    expect(error.diagnostics.map(({ code }) => code)).toContain("IFFC1032");
    expect(status).toBe(2);
  });

  it("lists every code below the part that says it", () => {
    const { stdout } = run(folder, ["explain"]);
    expect(stdout).toMatch(/^Code and configuration\n {2}IFFC1001 {2}/u);
    expect(stdout).toMatch(/\n\nCommand line\n {2}IFFC9000 {2}/u);
  });
});

describe("its end", () => {
  it("says on an old Node what it needs, before it loads anything", () => {
    expect(readFileSync(program, "utf8")).not.toMatch(/^import /mu);
    const versions = `Object.defineProperty(process.versions, "node", { value: "20.19.0" });`;
    const words = ["--import", `data:text/javascript,${versions}`, program, "check"];
    const { status, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining("iffc needs Node 22.13 or newer, and this is 20.19.0") as string,
    });
  });

  it.each(["plan", "explain", "plan --json", "--help"])("is quiet where the reader of %s goes away", async (words) => {
    const child = spawn(process.execPath, [program, ...words.split(" ")], { cwd: join(folder, "good") });
    child.stdout.destroy();
    const errors: Buffer[] = [];
    child.stderr.on("data", (data: Buffer) => errors.push(data));
    expect(await new Promise((resolve) => child.once("close", resolve))).toBe(0);
    expect(Buffer.concat(errors).toString()).not.toMatch(/EPIPE|bug/u);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("after %s is code %i, with nothing deployed", async (signal, code) => {
    const app = join(folder, "good");
    const child = spawn(process.execPath, [program, "deploy", "--env", "local"], { cwd: app });
    child.stderr.once("data", () => child.kill(signal));
    expect(await new Promise((resolve) => child.once("close", resolve))).toBe(code);
    expect(run(app, ["logs"]).stderr).toContain("IFFC9005");
  });

  it("names the file where the disk refuses", () => {
    writeFileSync(join(folder, "taken"), "");
    const { status, stderr } = run(join(folder, "good"), ["synth", "--env", "dev", "--out", "../taken"]);
    expect(stderr).toContain("✗ IFFC9011  This machine refused: EEXIST: file already exists, mkdir");
    expect(status).toBe(4);
  });
});
