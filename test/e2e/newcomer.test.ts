/** What a newcomer does: installs the published package into an empty folder, makes an app, runs it, tests it. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
let folder: string;
let app: string;

interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, words: readonly string[], cwd: string): Finished {
  const { status, stdout, stderr } = spawnSync(command, words, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", CI: "1" },
  });
  return { status, stdout, stderr };
}

const iffc = (...words: string[]): Finished =>
  run(process.execPath, [join(app, "node_modules/iffc/dist/cli/main.js"), ...words], app);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "iffc-newcomer-"));
  app = join(folder, "notes-app");
  const packed = run("npm", ["pack", "--pack-destination", folder], root);
  expect(packed.status, packed.stderr).toBe(0);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  const made = run(process.execPath, [join(root, "dist/cli/main.js"), "init", "notes-app"], folder);
  expect(made.status, made.stderr).toBe(0);
  const manifest = join(app, "package.json");
  writeFileSync(manifest, readFileSync(manifest, "utf8").replace(/"iffc": "[^"]+"/u, `"iffc": "file:../${tarball}"`));
  const installed = run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], app);
  expect(installed.status, installed.stderr).toBe(0);
}, 240_000);

afterAll(() => {
  iffc("destroy", "--env", "local", "--yes");
  rmSync(folder, { recursive: true, force: true });
});

describe("a newcomer's app", () => {
  it("has nothing wrong with it", () => {
    const { status, stdout, stderr } = iffc("check");
    expect(status, stderr).toBe(0);
    expect(stdout).toContain("Nothing is wrong: 1 class, 3 handlers, 2 resources.");
  });

  it("passes its own test", () => {
    const { status, stdout, stderr } = run("npm", ["test"], app);
    expect(status, stdout + stderr).toBe(0);
  });

  it("runs in the background and answers through its queue and table", async () => {
    const deployed = iffc("deploy", "--env", "local", "--json");
    expect(deployed.status, deployed.stderr).toBe(0);
    const { endpoints } = JSON.parse(deployed.stdout) as { endpoints: { url?: string }[] };
    const { origin } = new URL(endpoints.find(({ url }) => url)?.url ?? "");
    const added = await fetch(`${origin}/notes`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: `{"text":"one two three"}`,
    });
    const { id } = (await added.json()) as { id: string };
    expect(await found(`${origin}/notes/${id}`)).toEqual({ id, text: "one two three", words: 3 });
  });

  it("keeps its data over a restart, and changes nothing when nothing changed", async () => {
    const again = iffc("deploy", "--env", "local", "--json");
    expect(again.status, again.stderr).toBe(0);
    const planned = iffc("plan", "--json");
    expect((JSON.parse(planned.stdout) as { plan: { changes: unknown[] } }).plan.changes).toEqual([]);
  });

  it("refuses a second init in the same folder", () => {
    const { status, stderr } = iffc("init", ".");
    expect(status).toBe(2);
    expect(stderr).toContain("IFFC9003");
  });

  it("serves in the foreground, reloads on save, and keeps the last good version of a broken one", async () => {
    iffc("destroy", "--env", "local", "--yes");
    const dev = spawn(process.execPath, [join(app, "node_modules/iffc/dist/cli/main.js"), "dev"], {
      cwd: app,
      env: { ...process.env, NO_COLOR: "1" },
    });
    const output: string[] = [];
    dev.stdout.on("data", (data: Buffer) => output.push(data.toString()));
    dev.stderr.on("data", (data: Buffer) => output.push(data.toString()));
    try {
      const url = await until(() =>
        /http:\/\/127\.0\.0\.1:\d+\/notes\/\{id\}/u.exec(output.join(""))?.[0].replace("{id}", "none"),
      );
      expect((await fetch(url)).status).toBe(404);
      const file = join(app, "src/notes.ts");
      const good = readFileSync(file, "utf8");
      writeFileSync(
        file,
        good.replace(
          "return await this.notes.get({ id: path.id });",
          `return { id: path.id, text: "fresh", words: 1 };`,
        ),
      );
      await until(async () => ((await (await fetch(url)).text()).includes("fresh") ? true : undefined));
      writeFileSync(file, good.replace("this.notes.get", "this.notes.get("));
      await until(() => (output.join("").includes("✗") ? true : undefined));
      expect(await (await fetch(url)).text()).toContain("fresh");
      dev.kill("SIGINT");
      expect(await new Promise((resolve) => dev.once("exit", resolve))).toBe(130);
    } finally {
      dev.kill("SIGKILL");
    }
  });
});

async function found(url: string): Promise<unknown> {
  return await until(async () => {
    const response = await fetch(url);
    return response.status === 200 ? ((await response.json()) as object) : undefined;
  });
}

async function until<Value>(look: () => Promise<Value | undefined> | Value | undefined): Promise<Value> {
  for (let tries = 0; tries < 300; tries++) {
    const value = await look();
    if (value !== undefined) return value;
    await sleep(50);
  }
  throw new Error("It did not happen within 15 seconds.");
}
