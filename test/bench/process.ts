/** Processes that are measured. Each has a group of its own, so that what it started ends with it. */
import { type ChildProcess, spawn, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { residentOfTree } from "./memory.ts";

/** What to run on this Node. */
export interface NodeCommand {
  /** The script and what it is told. */
  readonly words: readonly string[];
  readonly folder?: string;
  /** Added to this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A process that has ended well. */
export interface Ended {
  /** From before it was started until it was gone. */
  readonly seconds: number;
  readonly output: string;
}

const running = new Set<ChildProcess>();

/**
 * Runs a process to its end.
 *
 * @throws Error with what it said where it fails
 */
export async function runNode(command: NodeCommand): Promise<Ended> {
  const begin = performance.now();
  const child = start(command, "output");
  return await untilEnded(child, begin);
}

/** Runs a process to its end and gives the most resident MiB that it and its descendants had at one time. */
export async function measureMemory(command: NodeCommand): Promise<number> {
  let peak = 0;
  const child = start(command, "output");
  const timer = setInterval(() => (peak = Math.max(peak, residentOfTree(child.pid ?? 0))), 10);
  await untilEnded(child, performance.now()).finally(() => clearInterval(timer));
  return peak;
}

/** A process that works when it is asked to, and answers with a number. */
export interface Worker {
  ask(): Promise<number>;
  /** Resident MiB of it and its descendants now. */
  memory(): number;
  end(): Promise<void>;
}

/** Starts a process that answers messages with numbers. */
export function openWorker(command: NodeCommand): Worker {
  const child = start(command, "messages");
  const errors = collect(child);
  const ended = once(child, "exit");
  return {
    async ask() {
      const answered = once(child, "message");
      child.send("again");
      const [answer] = (await Promise.race([answered, ended.then(() => [undefined])])) as [number | undefined];
      if (answer === undefined) throw new Error(`${command.words.join(" ")} ended early.\n${errors.text()}`);
      return answer;
    },
    memory: () => residentOfTree(child.pid ?? 0),
    end: () => endProcess(child),
  };
}

/** Starts a server, which runs until it is ended; it answers on a port that it is told. */
export function startServer(command: NodeCommand): ChildProcess {
  return start(command, "nothing");
}

/** Interrupts a process as its user would, and what is left of it after five seconds for good. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, "exit");
    child.kill("SIGINT");
    const timer = setTimeout(() => kill(child), 5000);
    await exit.finally(() => clearTimeout(timer));
  }
  kill(child);
}

/** Ends whatever still runs, at once. */
export function killAll(): void {
  for (const child of running) kill(child);
}

/** What is taken of a process: what it prints, its messages, or nothing. */
const taken = {
  output: ["ignore", "pipe", "pipe"],
  messages: ["ignore", "ignore", "pipe", "ipc"],
  nothing: "ignore",
} satisfies Readonly<Record<string, StdioOptions>>;

function start({ words, folder, environment }: NodeCommand, what: keyof typeof taken): ChildProcess {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...words], {
    ...(folder !== undefined && { cwd: folder }),
    env: { ...process.env, ...environment },
    stdio: taken[what],
    detached: true,
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

function kill(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group is gone.
  }
}

async function untilEnded(child: ChildProcess, begin: number): Promise<Ended> {
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const errors = collect(child);
  await once(child, "close");
  const seconds = (performance.now() - begin) / 1000;
  if (child.exitCode === 0) return { seconds, output };
  throw new Error(`${child.spawnargs.join(" ")} failed.\n${errors.text()}${output}`);
}

function collect(child: ChildProcess): { text(): string } {
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  return { text: () => errors };
}
