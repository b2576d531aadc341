import { findingsStop } from "./catalogue/findings.ts";
import { type CatalogueEntry, type Diagnostic, exitCodeOf } from "./diagnostic.ts";
import { type Failure, type Fault, IffcError } from "./error.ts";

/** One entry of the catalogue of failed operations: a permanent code with its explanation. */
export interface FailureEntry extends CatalogueEntry {
  /** @default "environment" */
  readonly fault?: Fault;
  readonly exit: Failure["exit"];
}

/** What a failure says this time, beyond what the catalogue says of all. */
export interface FailureDetails {
  readonly message?: string | undefined;
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  /** The places in the user's code that led to it. */
  readonly diagnostics?: readonly Diagnostic[];
}

/** Makes the error to throw out of a catalogue entry. */
export function failure(entry: FailureEntry, details: FailureDetails = {}): IffcError {
  return new IffcError({
    code: entry.code,
    message: details.message ?? entry.title,
    hint: details.hint ?? entry.hint,
    fault: entry.fault ?? "environment",
    exit: entry.exit,
    cause: details.cause,
    diagnostics: details.diagnostics ?? [],
  });
}

/** Whether an error was made out of one of these entries. */
export function isFailure(error: unknown, ...entries: readonly FailureEntry[]): error is IffcError {
  return IffcError.is(error) && entries.some((entry) => entry.code === error.code);
}

/** The same failure with a further sentence; anything else is left as it is. */
export function withSentence(error: unknown, sentence: string): unknown {
  if (!IffcError.is(error)) return error;
  const { code, message, hint, fault, exit, diagnostics } = error;
  return new IffcError({
    code,
    message: `${message} ${sentence}`,
    hint,
    fault,
    exit,
    diagnostics,
    cause: error,
  } as Failure);
}

/** The failure that findings lead to: their places and fixes are the message. */
export function refuse(diagnostics: readonly Diagnostic[]): IffcError {
  const count = diagnostics.filter(({ severity }) => severity === "error").length;
  const message = count === 1 ? "One finding stops this." : `${count} findings stop this.`;
  const exit = exitCodeOf(diagnostics) === 3 ? 3 : 2;
  return failure({ ...findingsStop, exit }, { message, diagnostics });
}
