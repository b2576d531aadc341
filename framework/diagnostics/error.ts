import type { Diagnostic } from "./diagnostic.ts";

/** Whose doing a failure is: the user's input, the world around iffc, or iffc itself. */
export type Fault = "user" | "environment" | "iffc";

/** What an {@link IffcError} is made of. */
export interface Failure {
  readonly code: `IFFC${number}`;
  readonly message: string;
  readonly hint: string;
  readonly fault: Fault;
  /** The exit code of the command, as the manual lists them. */
  readonly exit: 1 | 2 | 3 | 4 | 5 | 75 | 130 | 143;
  readonly cause?: unknown;
  readonly diagnostics?: readonly Diagnostic[];
}

const brand = Symbol.for("iffc.error");

/** An operation failed. The only class of error that this package throws on purpose; anything else is a bug. */
export class IffcError extends Error {
  readonly code: string;
  readonly hint: string;
  readonly fault: Fault;
  readonly exit: number;
  /** What was found in the user's code, where that is the reason. */
  readonly diagnostics: readonly Diagnostic[];
  readonly [brand] = true;

  constructor(failure: Failure) {
    super(failure.message, { cause: failure.cause });
    this.name = "IffcError";
    this.code = failure.code;
    this.hint = failure.hint;
    this.fault = failure.fault;
    this.exit = failure.exit;
    this.diagnostics = failure.diagnostics ?? [];
  }

  /** Recognises an IffcError of any copy of this package. */
  static is(error: unknown): error is IffcError {
    return typeof error === "object" && error !== null && brand in error;
  }
}
