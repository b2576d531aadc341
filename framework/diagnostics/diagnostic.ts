import { compareLocations, type Location } from "../model/location.ts";

/** A finding about the user's code or configuration. */
export interface Diagnostic {
  /** Permanent, documented by `iffc explain CODE`. */
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  /** Absent where no single place in the sources is at fault. */
  readonly at?: Location;
  readonly related: readonly Related[];
  /** The exit code that this finding alone leads to: 2 for the code itself, 3 for what is deployed. */
  readonly exit: 2 | 3;
  /** Whether the source at its place must not be shown. @default false */
  readonly hidesSource?: boolean;
}

/** A further place that explains a finding. */
export interface Related {
  readonly message: string;
  readonly at: Location;
}

/** What the catalogue says of every code, of findings and of failed operations alike. */
export interface CatalogueEntry {
  /** Permanent, never given to anything else. */
  readonly code: `IFFC${number}`;
  /** One sentence, the default message. */
  readonly title: string;
  /** What to do, the default hint. */
  readonly hint: string;
  /** A paragraph or two for `iffc explain`: why this is so, with an example of the way out. */
  readonly page: string;
}

/** One entry of the catalogue of findings. */
export interface Finding extends CatalogueEntry {
  /** @default "error" */
  readonly severity?: "error" | "warning";
  /** @default 2 */
  readonly exit?: 2 | 3;
  /** Whether the source at the place of a finding must not be shown, as it is a secret. @default false */
  readonly hidesSource?: boolean;
}

/** What a finding says at one place, beyond what the catalogue says of all. */
export interface Occurrence {
  readonly at?: Location | undefined;
  readonly message?: string;
  readonly hint?: string;
  readonly related?: readonly Related[];
  readonly severity?: "error" | "warning";
}

/** Makes a diagnostic out of a catalogue entry. */
export function diagnose(finding: Finding, occurrence: Occurrence = {}): Diagnostic {
  return {
    code: finding.code,
    severity: occurrence.severity ?? finding.severity ?? "error",
    message: occurrence.message ?? finding.title,
    hint: occurrence.hint ?? finding.hint,
    ...(occurrence.at && { at: occurrence.at }),
    related: occurrence.related ?? [],
    exit: finding.exit ?? 2,
    ...(finding.hidesSource && { hidesSource: true }),
  };
}

/** Orders diagnostics by place, those without one first, then by code. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort(compareDiagnostics);
}

function compareDiagnostics(left: Diagnostic, right: Diagnostic): number {
  if (!left.at || !right.at) return Number(Boolean(left.at)) - Number(Boolean(right.at));
  return compareLocations(left.at, right.at) || (left.code < right.code ? -1 : 1);
}

/** Whether any of them stops the pipeline. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}

/** The exit code that a list of diagnostics leads to: the code's own faults come before what is deployed. */
export function exitCodeOf(diagnostics: readonly Diagnostic[]): 0 | 2 | 3 {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  if (errors.length === 0) return 0;
  return errors.some((diagnostic) => diagnostic.exit === 2) ? 2 : 3;
}
