/**
 * The local server with a trivial JSON route: start → first answer, requests per second, save → new code; each beside a
 * floor of the same run, since absolute values move with the machine. `node test/bench/local.ts [DIST]`, after a build.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Plan } from "../../framework/model/plan.ts";
import type { DaemonOptions } from "../../framework/targets/local/daemon.ts";
import type { LoadResult } from "./load.ts";

type DaemonModule = typeof import("../../framework/targets/local/daemon.ts");

const run = promisify(execFile);
const declaredAt = { file: "hello.ts", line: 1, column: 1, length: 1 };

/** The compiled package under test. */
export interface Subject {
  readonly daemon: DaemonModule;
  /** The entry module of the server's process. */
  readonly main: string;
}

/** Loads the compiled package from its folder, `dist`. */
export async function loadSubject(dist: string): Promise<Subject> {
  const folder = join(resolve(dist), "framework/targets/local");
  const daemon = (await import(pathToFileURL(join(folder, "daemon.js")).href)) as DaemonModule;
  return { daemon, main: join(folder, "main.js") };
}

/** An app with one route that answers a number as JSON. */
export function makeApp(folder: string, answer: number): DaemonOptions {
  const file = join(folder, `hello-${answer}.cjs`);
  const body = `JSON.stringify({ answer: ${answer}, path: event.rawPath })`;
  const headers = `{ "content-type": "application/json" }`;
  writeFileSync(file, `exports.handler = async (event) => ({ statusCode: 200, headers: ${headers}, body: ${body} });`);
  const id = "Hello.get";
  const named = { id, logicalId: "HelloGet", declaredAt };
  const plan: Plan = {
    schemaVersion: 1,
    app: "bench",
    environment: { name: "local", target: "local", region: "eu-central-1", posture: "local" },
    resources: [
      {
        id: "Api",
        kind: "http",
        tier: "edge",
        logicalId: "Api",
        name: "api",
        stateful: false,
        properties: {},
        declaredAt,
      },
    ],
    functions: [
      {
        ...named,
        service: "Hello",
        name: "bench-local-Hello-get",
        handlers: [],
        memory: 512,
        timeout: 10,
        environment: {},
        grants: [],
        construction: [],
      },
    ],
    triggers: [
      {
        ...named,
        kind: "http",
        decorator: "Get",
        tier: "edge",
        handler: id,
        function: id,
        resource: "Api",
        properties: { method: "GET", path: "/", auth: "none" },
        contracts: [],
      },
    ],
    changes: [],
    digest: String(answer),
  };
  return {
    folder: join(folder, "state"),
    plan,
    artifacts: [{ function: id, file, format: "cjs", hash: String(answer) }],
  };
}

/** Milliseconds from starting the server's process to its first answer. */
export async function measureStart({ daemon, main }: Subject): Promise<number> {
  const work = temporaryFolder();
  const { folder, plan, artifacts } = makeApp(work, 0);
  await daemon.deployDaemon({ folder, plan, artifacts });
  await daemon.stopDaemon(folder);
  const port = 4600 + Math.floor(Math.random() * 1000);
  return measureProcess(["--disable-warning=ExperimentalWarning", main, folder, String(port)], port);
}

/** The same for a server that does nothing but answer. */
export async function measureFloorStart(): Promise<number> {
  return measureProcess(["-e", floorScript(4599)], 4599);
}

async function measureProcess(parameters: readonly string[], port: number): Promise<number> {
  const begin = performance.now();
  const child = spawn(process.execPath, parameters, { stdio: "ignore" });
  await untilAnswered(`http://127.0.0.1:${port}/`);
  const elapsed = performance.now() - begin;
  await end(child);
  return elapsed;
}

/** What so many connections get out of a port within some seconds. */
export async function measureLoad(port: number, connections: number, seconds: number): Promise<LoadResult> {
  const load = fileURLToPath(new URL("./load.ts", import.meta.url));
  const { stdout } = await run(process.execPath, [load, ...[port, connections, seconds].map(String)]);
  return JSON.parse(stdout) as LoadResult;
}

/** How long it took until new code answered, and how many requests failed meanwhile. */
export interface ReloadResult {
  /** Milliseconds, one for each time. */
  readonly times: readonly number[];
  readonly failed: number;
}

/** Milliseconds between two changes: nobody saves faster. */
const pause = 300;

/** Hands new code to a running server again and again, while somebody calls it all the time. */
export async function measureReload({ daemon }: Subject, count: number): Promise<ReloadResult> {
  const work = temporaryFolder();
  const { url } = await daemon.deployDaemon(makeApp(work, 0));
  const times: number[] = [];
  const caller = { stopped: false, failed: 0 };
  const calling = keepCalling(url, caller);
  for (let answer = 1; answer <= count; answer++) {
    await sleep(pause);
    const begin = performance.now();
    const deploying = daemon.deployDaemon(makeApp(work, answer));
    while ((await answerOf(url)) !== answer);
    times.push(performance.now() - begin);
    await deploying;
  }
  caller.stopped = true;
  await calling;
  await daemon.stopDaemon(join(work, "state"));
  return { times, failed: caller.failed };
}

async function keepCalling(url: string, caller: { stopped: boolean; failed: number }): Promise<void> {
  while (!caller.stopped) if ((await answerOf(url)) === undefined) caller.failed++;
}

async function answerOf(url: string): Promise<number | undefined> {
  const response = await fetch(url).catch(() => undefined);
  return response?.status === 200 ? ((await response.json()) as { answer: number }).answer : undefined;
}

async function untilAnswered(url: string): Promise<void> {
  while ((await fetch(url).catch(() => undefined))?.status !== 200) await sleep(2);
}

async function end(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  await once(child, "exit");
}

function floorScript(port: number): string {
  return `const body = '{"answer":0}'; require("node:http").createServer((request, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": 12 }); response.end(body);
  }).listen(${port}, "127.0.0.1");`;
}

function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "iffc-bench-"));
}

/** The value in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}

async function measureAll(dist: string): Promise<void> {
  const subject = await loadSubject(dist);
  const starts: number[] = [];
  const floors: number[] = [];
  for (let index = 0; index < 9; index++) {
    floors.push(await measureFloorStart());
    starts.push(await measureStart(subject));
  }
  console.log(
    `start → first answer: ${Math.round(median(starts))} ms (node:http alone ${Math.round(median(floors))} ms)`,
  );
  const work = temporaryFolder();
  const { port } = await subject.daemon.deployDaemon(makeApp(work, 0));
  const floor = spawn(process.execPath, ["-e", floorScript(4598)], { stdio: "ignore" });
  await untilAnswered("http://127.0.0.1:4598/");
  await measureLoad(port, 10, 2);
  for (const connections of [1, 10, 64]) {
    for (const [name, at] of [
      ["node:http", 4598],
      ["iffc", port],
    ] as const) {
      const { perSecond, p50, p99, max, failed } = await measureLoad(at, connections, 4);
      const latency = [p50, p99, max].map((value) => value.toFixed(1)).join(" / ");
      console.log(
        `${connections} connections, ${name}: ${Math.round(perSecond)}/s, p50/p99/max ${latency} ms, ${failed} failed`,
      );
    }
  }
  await end(floor);
  await subject.daemon.stopDaemon(join(work, "state"));
  const { times, failed } = await measureReload(subject, 50);
  console.log(
    `new code: median ${Math.round(median(times))} ms, worst ${Math.round(Math.max(...times))} ms, ${failed} failed`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await measureAll(process.argv[2] ?? "dist");
