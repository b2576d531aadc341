import { failure, refuse } from "../diagnostics/failure.ts";
import { localHasNoTemplates } from "../diagnostics/catalogue/commands.ts";
import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import { runPhase } from "../diagnostics/reporter.ts";
import { kinds } from "../kinds/registry.ts";
import { createPlan } from "../plan/plan.ts";
import type { Stack } from "../targets/aws/synthesize/stack.ts";
import { readApp } from "./analysis.ts";
import { type App, environmentOf, type Session } from "./app.ts";

/** The stacks of an environment, in the order in which they are made. */
export interface SynthesizedApp {
  readonly stacks: readonly Stack[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Makes the templates of an environment as a first deploy would, without an account.
 *
 * @throws IffcError with every finding where the code or the plan stops it
 */
export async function synthesizeApp(
  app: App,
  request: { readonly environment: string },
  session: Session,
): Promise<SynthesizedApp> {
  const configured = environmentOf(app, request.environment);
  if (configured.environment.target === "local") throw failure(localHasNoTemplates);
  const { model, diagnostics } = await readApp(app, session);
  if (hasErrors(diagnostics)) throw refuse(diagnostics);
  const planned = createPlan(model, { app: app.name, ...configured, approved: [] }, kinds);
  if (hasErrors(planned.diagnostics)) throw refuse(planned.diagnostics);
  const { synthesizeForReading } = await import("../targets/aws/reading.ts");
  const step = { phase: "synthesize", describe: ({ stacks }: SynthesizedApp) => `${stacks.length} stacks` } as const;
  const { stacks, diagnostics: found } = await runPhase(session.reporter, step, () =>
    synthesizeForReading(planned.plan),
  );
  return { stacks, diagnostics: [...diagnostics, ...planned.diagnostics, ...found] };
}
