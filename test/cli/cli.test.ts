/** The command line as people see it: every case is a command and the whole of what it prints, exit code included. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const goldens = join(root, "test/golden/cli");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "iffc-cli-"));
  for (const name of ["good", "bad"]) {
    const app = join(folder, name);
    cpSync(join(root, "examples/hello"), app, { recursive: true, filter: (path) => !path.includes(".iffc") });
    mkdirSync(join(app, "node_modules"));
    symlinkSync(root, join(app, "node_modules/iffc"));
    symlinkSync(join(root, "node_modules/@types"), join(app, "node_modules/@types"));
    symlinkSync(join(root, "node_modules/typescript"), join(app, "node_modules/typescript"));
  }
  const file = join(folder, "bad/orders.ts");
  const text = readFileSync(file, "utf8");
  const broken = text
    .replace("@Queue({ retries: 3 })", "@Queue({ retrys: 3, visibility: process.env.WAIT })")
    .replace('@Consumes("incoming")', '@Consumes("incomming")')
    .replace('@Every("1 hour")', '@Every("1 hours")');
  writeFileSync(file, broken);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function show(app: string, words: readonly string[]): string {
  const environment = { PATH: process.env["PATH"], HOME: folder, NO_COLOR: "1", CI: "1" };
  const command = [join(root, "dist/cli/main.js"), ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: join(folder, app),
    encoding: "utf8",
    env: environment,
  });
  const stable = (text: string): string => text.replaceAll(folder, "<folder>").replace(/\d+\.\d\d s$/gmu, "0.00 s");
  return `$ iffc ${words.join(" ")}\n${stable(stdout)}--- errors\n${stable(stderr)}--- exit ${status}\n`;
}

function expectGolden(name: string, actual: string): void {
  const file = join(goldens, `${name}.txt`);
  if (process.env["UPDATE"] === "1" && !process.env["CI"]) writeFileSync(file, actual);
  expect(existsSync(file), `There is no ${file}: run with UPDATE=1 and look at it.`).toBe(true);
  expect(actual).toBe(readFileSync(file, "utf8"));
}

describe("the command line", () => {
  it.each([
    ["help", "good", ["--help"]],
    ["help-deploy", "good", ["deploy", "--help"]],
    ["unknown-command", "good", ["depoly"]],
    ["unknown-option", "good", ["plan", "--jsn"]],
    ["no-app", ".", ["check"]],
    ["check", "good", ["check"]],
    ["check-bad", "bad", ["check"]],
    ["plan", "good", ["plan"]],
    ["plan-unknown-environment", "good", ["plan", "--env", "dve"]],
    ["plan-without-credentials", "good", ["plan", "--env", "dev"]],
    ["deploy-without-environment", "good", ["deploy"]],
    ["deploy-bad", "bad", ["deploy", "--env", "local"]],
    ["logs-not-deployed", "good", ["logs"]],
    ["invoke-unknown", "good", ["invoke", "Orders.find"]],
    ["synth", "good", ["synth", "--env", "dev"]],
    ["synth-local", "good", ["synth", "--env", "local"]],
    ["destroy-nothing", "good", ["destroy", "--env", "local", "--yes"]],
    ["destroy-unasked", "good", ["destroy", "--env", "local"]],
    ["explain", "good", ["explain", "IFFC2011"]],
    ["explain-unknown", "good", ["explain", "IFFC0000"]],
    ["init-full", "good", ["init", "."]],
  ] as const)("%s", (name, app, words) => {
    // The compiler runs beside the analysis, so the order of the two lines about them is not fixed.
    expectGolden(name, show(app, words).replace(/((?:^✓ (?:Read the code|Check types|Plan).*\n)+)/gmu, sortLines));
  });

  it("prints data and nothing else with --json", () => {
    const output = show("good", ["plan", "--json"]);
    const json = output.slice(output.indexOf("\n") + 1, output.indexOf("--- errors"));
    expect(JSON.parse(json)).toMatchObject({ plan: { schemaVersion: 1, app: "hello" }, diagnostics: [] });
  });

  it("says on an old Node what it needs, before it loads anything", () => {
    const text = readFileSync(join(root, "dist/cli/main.js"), "utf8");
    expect(text).not.toMatch(/^import /mu);
    const versions = `Object.defineProperty(process.versions, "node", { value: "20.19.0" });`;
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--import", `data:text/javascript,${versions}`, join(root, "dist/cli/main.js"), "check"],
      { encoding: "utf8" },
    );
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining("iffc needs Node 22.13 or newer, and this is 20.19.0") as string,
    });
  });
});

function sortLines(block: string): string {
  return `${block.trimEnd().split("\n").sort().join("\n")}\n`;
}
