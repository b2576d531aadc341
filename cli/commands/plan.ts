import { exitCodeOf, planApp } from "../../framework/toolkit.ts";
import { type AddCommand, collect, environmentOption, jsonOption } from "../options.ts";
import { renderDiagnostics } from "../render/diagnostics.ts";
import { renderPlan } from "../render/plan.ts";

/** `iffc plan`: what a deploy would do. */
export const addPlan: AddCommand = (program, context, finish) => {
  program
    .command("plan")
    .summary("show what a deploy would create, change and remove, and every permission")
    .description("Compares the code with what is deployed. Changes nothing, here or in the account.")
    .addOption(environmentOption(false))
    .option("--allow-replace <id>", "plan to replace this resource and lose its data (repeatable)", collect)
    .option("--allow-remove <id>", "plan to remove this resource and its data (repeatable)", collect)
    .addOption(jsonOption("the plan"))
    .action(async (options: PlanOptions) => {
      const app = await context.app();
      const approved = [...(options.allowReplace ?? []), ...(options.allowRemove ?? [])];
      const { plan, diagnostics } = await planApp(app, { environment: options.env, approved }, context);
      finish(exitCodeOf(diagnostics));
      if (options.json) return context.terminal.print(JSON.stringify({ plan, diagnostics }, undefined, 2));
      renderDiagnostics(context.terminal, diagnostics, app.root);
      if (plan) renderPlan(context.terminal, plan);
    });
};

interface PlanOptions {
  readonly env: string;
  readonly allowReplace?: readonly string[];
  readonly allowRemove?: readonly string[];
  readonly json?: boolean;
}
