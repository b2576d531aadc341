import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** An emulator in a process of its own. */
export interface ServedChild {
  readonly origin: string;
  /** Ends it as the power button would. */
  kill(): Promise<void>;
}

/** Serves an emulator from another process; `module` is the URL of the file that exports `local`. */
export async function serveChild(module: string, folder: string): Promise<ServedChild> {
  const child: ChildProcess = fork(new URL("serve-kind.ts", import.meta.url), [module, folder]);
  const [message] = (await once(child, "message")) as [{ readonly origin: string }];
  return {
    origin: message.origin,
    async kill() {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}
