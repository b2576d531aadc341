import { spawn, type ChildProcess } from "node:child_process";
import type { Duplex, Readable } from "node:stream";
import { fileURLToPath } from "node:url";

/** A process that has started and knows no function yet. */
export interface Blank {
  readonly process: ChildProcess;
  readonly channel: Duplex;
  readonly output: { readonly stdout: Readable; readonly stderr: Readable };
}

/** Starts processes, one of them ahead of need. */
export interface Spares {
  /** A process with a heap of so many mebibytes: the one made ahead where it fits, and then makes the next. */
  take(memory: number): Blank;
  /** Makes one ahead. */
  prepare(memory: number): void;
  close(): void;
}

/** Nothing of the developer's own environment: a function sees what the plan says and what Lambda adds. */
const bareEnvironment = { TZ: "UTC", LANG: "en_US.UTF-8", PATH: "/usr/local/bin:/usr/bin:/bin" };
const childModule = fileURLToPath(
  new URL(`./child${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url),
);
/** Milliseconds between taking a process and making the next, so that the one just taken has the processor to itself. */
const pause = 50;

/** A stock of one process. */
export function createSpares(): Spares {
  let spare: { readonly blank: Blank; readonly memory: number } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const drop = (): void => {
    spare?.blank.process.kill("SIGKILL");
    spare = undefined;
  };
  const prepare = (memory: number): void => {
    if (closed || (spare?.memory === memory && isAlive(spare.blank))) return;
    drop();
    spare = { blank: startBlank(memory, ahead), memory };
  };
  return {
    prepare,
    take(memory) {
      const ready = spare?.memory === memory && isAlive(spare.blank) ? spare.blank : undefined;
      if (ready) spare = undefined;
      clearTimeout(timer);
      timer = setTimeout(() => prepare(memory), pause).unref();
      return ready ?? startBlank(memory);
    },
    close() {
      closed = true;
      clearTimeout(timer);
      drop();
    },
  };
}

function isAlive({ process: { exitCode, signalCode, pid } }: Blank): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}

/** Tells a process that nobody waits for it yet; `child.ts` knows the word. */
const ahead = "--ahead";

/** The process leads a group of its own: Ctrl-C in the terminal leaves it to the host, and its children end with it. */
function startBlank(memory: number, ...words: readonly string[]): Blank {
  const child = spawn(process.execPath, [`--max-old-space-size=${memory}`, childModule, ...words], {
    env: bareEnvironment,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    detached: true,
  });
  child.on("error", () => {});
  const [, stdout, stderr, channel] = child.stdio;
  return {
    process: child,
    channel: channel as Duplex,
    output: { stdout: stdout as Readable, stderr: stderr as Readable },
  };
}
