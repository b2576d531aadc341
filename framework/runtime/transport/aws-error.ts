/** What went wrong with a call of AWS. */
export interface CallFailure {
  readonly operation: string;
  /** AWS's name of the error, or Node's where no answer came: `ECONNREFUSED`. */
  readonly code: string;
  readonly message: string;
  /** The HTTP status; 0 where no answer came. */
  readonly status: number;
  readonly requestId?: string | undefined;
  readonly cause?: unknown;
}

/**
 * A call of AWS failed, after its retries.
 *
 * @example
 * ```ts
 * try {
 *   await this.incoming.send(order);
 * } catch (error) {
 *   if (error instanceof AwsError && error.code === "AccessDenied") return;
 *   throw error;
 * }
 * ```
 */
export class AwsError extends Error {
  override readonly name = "AwsError";
  /** The API operation: `SendMessage`. */
  readonly operation: string;
  /** AWS's name of the error, such as `AccessDenied`, or Node's where no answer came: `ECONNREFUSED`. */
  readonly code: string;
  /** The HTTP status; 0 where no answer came. */
  readonly status: number;
  /** What AWS support asks for. */
  readonly requestId: string | undefined;

  constructor(failure: CallFailure) {
    super(`${failure.operation}: ${failure.message} (${failure.code})`, { cause: failure.cause });
    this.operation = failure.operation;
    this.code = failure.code;
    this.status = failure.status;
    this.requestId = failure.requestId;
  }
}
