/** What every function does around an invocation, whatever started it. */
import type { LambdaContext, LambdaHandler } from "./handler.ts";
import { describeError, log } from "./log.ts";

/** The invocation that runs, and the last one that began. */
let running: LambdaContext | undefined;
let latest: LambdaContext | undefined;
let listening = false;

/** Milliseconds in which a handler whose call failed late can still say so. */
const margin = 50;

/**
 * The handler that Lambda calls, made of a kind's own, which says what it takes the event for. What goes wrong beside
 * an invocation (a promise that nobody awaits, an exception in a timer, `process.exit`) is logged with the id of the
 * invocation that it came from, and ends the process, so that Lambda starts a fresh one.
 */
export function onInvocation(run: (event: never, context: LambdaContext) => Promise<unknown>): LambdaHandler {
  listenForCrashes();
  return async (event, context) => {
    running = latest = context;
    try {
      return await run(event as never, context);
    } finally {
      running = undefined;
    }
  };
}

/** Milliseconds that a call may take so that the running invocation still ends by itself; outside of one, any number. */
export function timeLeft(): number {
  return running ? running.getRemainingTimeInMillis() - margin : Infinity;
}

function listenForCrashes(): void {
  if (listening) return;
  listening = true;
  process.on("uncaughtExceptionMonitor", (error) => reportCrash("Uncaught exception.", error));
  process.on("unhandledRejection", (reason) => {
    reportCrash("Unhandled rejection.", reason);
    // Lambda listens too, and ends the process; alone, this listener would keep it alive.
    if (process.listenerCount("unhandledRejection") === 1) process.exit(1);
  });
  process.on("exit", (code) => {
    if (!running) return;
    const message = `The process exited with code ${code} amid an invocation.`;
    log({ level: "error", message, requestId: running.awsRequestId });
  });
}

function reportCrash(message: string, thrown: unknown): void {
  log({ level: "error", message, requestId: latest?.awsRequestId, error: describeError(thrown) });
  running = undefined;
}
