/** What every function does around an invocation, whatever started it. */
import type { LambdaContext, LambdaHandler } from "./handler.ts";
import { describeError, log } from "./log.ts";

/** The id of the invocation that runs, and of the last one that began. */
let running: string | undefined;
let latest: string | undefined;
let listening = false;

/**
 * The handler that Lambda calls, made of a kind's own, which says what it takes the event for. What goes wrong beside an invocation (a promise that nobody
 * awaits, an exception in a timer, `process.exit`) is logged with the id of the invocation that it came from, and ends
 * the process, so that Lambda starts a fresh one.
 */
export function onInvocation(run: (event: never, context: LambdaContext) => Promise<unknown>): LambdaHandler {
  listenForCrashes();
  return async (event, context) => {
    running = latest = context.awsRequestId;
    try {
      return await run(event as never, context);
    } finally {
      running = undefined;
    }
  };
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
    if (running)
      log({ level: "error", message: `The process exited with code ${code} amid an invocation.`, requestId: running });
  });
}

function reportCrash(message: string, thrown: unknown): void {
  log({ level: "error", message, requestId: latest, error: describeError(thrown) });
  running = undefined;
}
