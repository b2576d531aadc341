import type { Terminal } from "./render/terminal.ts";

/** Turns signals into an orderly end: the first aborts the work, the second ends the process at once. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** 130 after SIGINT, 143 after SIGTERM; undefined where nothing interrupted. */
  exitCode(): number | undefined;
  stop(): void;
}

const codes = { SIGINT: 130, SIGTERM: 143 } as const;

/** Listens for SIGINT and SIGTERM. */
export function listenForInterrupt(terminal: Terminal): Interrupt {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const onSignal = (name: keyof typeof codes) => (): void => {
    if (exitCode !== undefined) process.exit(codes[name]);
    exitCode = codes[name];
    terminal.note("Stopping. Once more to stop at once.");
    controller.abort();
  };
  const listeners = { SIGINT: onSignal("SIGINT"), SIGTERM: onSignal("SIGTERM") };
  process.on("SIGINT", listeners.SIGINT).on("SIGTERM", listeners.SIGTERM);
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    stop: () => void process.off("SIGINT", listeners.SIGINT).off("SIGTERM", listeners.SIGTERM),
  };
}
