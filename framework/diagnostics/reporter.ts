import type { Diagnostic } from "./diagnostic.ts";

/** The steps that a user sees. */
export type Phase = "analyze" | "types" | "plan" | "build" | "synthesize" | "upload" | "deploy" | "start" | "remove";

/** Something that happened, for whoever draws it. The library itself never prints. */
export type Event =
  | { readonly type: "phase.started"; readonly phase: Phase; readonly detail?: string }
  | { readonly type: "phase.progress"; readonly phase: Phase; readonly detail: string }
  | { readonly type: "phase.finished"; readonly phase: Phase; readonly milliseconds: number; readonly detail?: string }
  | { readonly type: "phase.failed"; readonly phase: Phase }
  | { readonly type: "diagnostics"; readonly diagnostics: readonly Diagnostic[] }
  | { readonly type: "resource.status"; readonly id: string; readonly status: string; readonly detail?: string }
  | { readonly type: "log"; readonly function: string; readonly line: string; readonly at: number };

/** Takes events as they happen. */
export interface Reporter {
  report(event: Event): void;
}

/** A phase as it is shown: its name, and what to say of its result. */
export interface Step<Result> {
  readonly phase: Phase;
  describe?(result: Result): string;
}

/** Runs one phase and reports its start, its end and how long it took. */
export async function runPhase<Result>(
  reporter: Reporter,
  step: Step<Result>,
  run: () => Promise<Result> | Result,
): Promise<Result> {
  const { phase } = step;
  const start = performance.now();
  reporter.report({ type: "phase.started", phase });
  try {
    const result = await run();
    const detail = step.describe?.(result);
    const milliseconds = performance.now() - start;
    reporter.report({ type: "phase.finished", phase, milliseconds, ...(detail !== undefined && { detail }) });
    return result;
  } catch (error) {
    reporter.report({ type: "phase.failed", phase });
    throw error;
  }
}
