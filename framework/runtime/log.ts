/** Structured logs: one JSON object a line, whatever the values hold. */

/** What a line says besides its time. */
export interface LogEntry {
  readonly level: "error" | "warn" | "info";
  readonly message: string;
  /** The invocation that it belongs to. */
  readonly requestId: string | undefined;
  readonly [field: string]: unknown;
}

/** An error as data. */
export interface DescribedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly code?: string;
  readonly cause?: DescribedError;
}

/**
 * Writes one line to the standard output, with the fields that Lambda's own JSON logs have.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export function log(entry: LogEntry): void {
  process.stdout.write(`${formatLine({ timestamp: new Date().toISOString(), ...entry })}\n`);
}

/** A value as one line of JSON without any control character, so that nothing in it can forge a line or steer a terminal. */
export function formatLine(value: object): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Whatever was thrown, as data; follows at most five causes. Never throws. */
export function describeError(thrown: unknown, depth = 0): DescribedError {
  if (!(thrown instanceof Error)) return { name: typeof thrown, message: printable(thrown) };
  const { name, message, stack, cause } = thrown;
  const code = (thrown as { code?: unknown }).code;
  return {
    name: printable(name),
    message: printable(message),
    stack: printable(stack),
    ...(typeof code === "string" && { code }),
    ...(cause !== undefined && depth < 5 && { cause: describeError(cause, depth + 1) }),
  };
}

function printable(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "(cannot be printed)";
  }
}
