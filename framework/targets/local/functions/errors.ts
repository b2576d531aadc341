/** What Lambda answers for a function that could not answer itself: `{ errorType, errorMessage }` as JSON. */
export function errorPayload(errorType: string, errorMessage: string): string {
  return JSON.stringify({ errorType, errorMessage });
}

/** The answer for a function that took too long, or whose bundle did. */
export function timeoutPayload(requestId: string, seconds: number): string {
  const message = `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`;
  return errorPayload("Sandbox.Timedout", message);
}

/** The answer for a process that ended without a word: killed, out of memory, or crashed in native code. */
export function exitPayload(requestId: string, code: number | null, signal: NodeJS.Signals | null): string {
  const name = signal === "SIGABRT" ? "aborted" : signal === "SIGKILL" ? "killed" : signal;
  const reason = signal === null ? `exit status ${code}` : `signal: ${name}`;
  return errorPayload("Runtime.ExitError", `RequestId: ${requestId} Error: Runtime exited with error: ${reason}`);
}

/** The lines of an error for the log: its stack, or its type and message. */
export function describePayload(payload: string): string {
  const error = JSON.parse(payload) as { errorType: string; errorMessage: string; trace?: readonly string[] };
  return error.trace?.length ? error.trace.join("\n") : `${error.errorType}: ${error.errorMessage}`;
}
