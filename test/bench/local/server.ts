import type { ChildProcess } from "node:child_process";
import { Agent, get } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { residentOfTree } from "../memory.ts";
import { endProcess, type NodeCommand, startServer } from "../process.ts";
import type { Bench } from "../section.ts";
import { root } from "../workspace.ts";
import { generateRoute, writePlainHandler, writeRoute } from "./app.ts";

/** A way to serve the route, and how its code is changed. */
export interface Server {
  readonly port: number;
  readonly folder: string;
  readonly command: NodeCommand;
  /** Saves code that answers this number. */
  save(answer: number): void;
}

/** A server that answers. */
export interface RunningServer extends Server {
  /** Milliseconds from its start to its first answer. */
  readonly started: number;
  /** Resident MiB of it and its descendants now. */
  memory(): number;
  end(): Promise<void>;
}

/** What is compared. */
export type Servers = Readonly<Record<"iffc" | "ipc" | "http", Server>>;

/** The same, answering. */
export type RunningServers = Readonly<Record<keyof Servers, RunningServer>>;

/** `iffc dev`, as its user starts it. */
export async function devServer({ workspace }: Bench): Promise<Server> {
  const folder = workspace.folder("route");
  generateRoute(folder);
  const port = await freePort();
  const words = [join(root, "dist/cli/main.js"), "dev", "--port", String(port)];
  return { port, folder, command: { words, folder }, save: (answer) => writeRoute(folder, answer) };
}

/** A server of Node's own that knows the answer. */
export async function httpServer({ workspace }: Bench): Promise<Server> {
  const folder = workspace.folder("http");
  const port = await freePort();
  const command = { words: [workspace.compile("local/http-child.ts"), String(port)] };
  return { port, folder, command, save: () => undefined };
}

/** A server that hands each request to a process over IPC. */
export async function ipcServer({ workspace }: Bench): Promise<Server> {
  const folder = workspace.folder("ipc");
  const port = await freePort();
  const [server, handler] = ["ipc", "handler"].map((name) => workspace.compile(`local/${name}-child.ts`));
  const words = [server ?? "", String(port), handler ?? "", writePlainHandler(folder, 0)];
  return { port, folder, command: { words }, save: (answer) => void writePlainHandler(folder, answer) };
}

/** Milliseconds until a server counts as broken. */
const patience = 60_000;

/**
 * Starts a server and waits for its first answer.
 *
 * @throws Error where there is none within a minute
 */
export async function start(server: Server): Promise<RunningServer> {
  const begin = performance.now();
  const child = startServer(server.command);
  while ((await ask(server.port)) === undefined) {
    if (child.exitCode !== null || performance.now() - begin > patience) throw new Error(notStarted(server, child));
    await sleep(2);
  }
  return {
    ...server,
    started: performance.now() - begin,
    memory: () => residentOfTree(child.pid ?? 0),
    end: () => endProcess(child),
  };
}

function notStarted({ command }: Server, { exitCode }: ChildProcess): string {
  return `${command.words.join(" ")} did not answer${exitCode === null ? "" : ` and ended with exit code ${exitCode}`}.`;
}

const agent = new Agent({ keepAlive: true });

/** What the route answers; undefined where it does not, or not with success within five seconds. */
export async function ask(port: number): Promise<number | undefined> {
  return await new Promise((resolve) => {
    const request = get({ port, host: "127.0.0.1", agent, timeout: 5000 }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("error", () => resolve(undefined));
      response.on("end", () => resolve(response.statusCode === 200 ? answerIn(text) : undefined));
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(undefined));
  });
}

function answerIn(text: string): number | undefined {
  return (JSON.parse(text) as { readonly answer?: number }).answer;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
