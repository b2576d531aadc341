import { createInterface } from "node:readline/promises";

/** Asks one line of whoever sits at the terminal; undefined where the input ends, or Ctrl-C aborts the signal. */
export async function ask(question: string, signal: AbortSignal): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // While it reads, readline takes Ctrl-C for itself.
  lines.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
  const ended = new Promise<undefined>((resolve) => lines.once("close", () => resolve(undefined)));
  try {
    return await Promise.race([lines.question(question, { signal }).catch(() => undefined), ended]);
  } finally {
    lines.close();
  }
}
