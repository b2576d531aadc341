import { exitCodeOf, planApp } from "../../framework/toolkit.ts";
import { explainUse } from "../help.ts";
import {
  type AddCommand,
  approvalOptions,
  type Approvals,
  approvedIn,
  environmentOption,
  jsonOption,
} from "../options.ts";
import { renderDiagnostics } from "../render/diagnostics.ts";
import { renderPlan } from "../render/plan.ts";

/** `iffc plan`: what a deploy would do. */
export const addPlan: AddCommand = (program, context, finish) => {
  const [replace, remove] = approvalOptions();
  program
    .command("plan")
    .summary("show what a deploy would create, change and remove, and every permission")
    .description("Compares the code with what is deployed. Changes nothing, here or in the account.")
    .addOption(environmentOption(false))
    .addOption(replace)
    .addOption(remove)
    .addOption(jsonOption("the plan and the findings"))
    .addHelpText("after", explainUse(use))
    .action(async (options: PlanOptions) => {
      const app = await context.app();
      const request = { environment: options.env, approved: approvedIn(options) };
      const { plan, diagnostics } = await planApp(app, request, context);
      finish(exitCodeOf(diagnostics));
      if (options.json) return context.terminal.print(JSON.stringify({ plan, diagnostics }, undefined, 2));
      if (plan) renderPlan(context.terminal, plan);
      renderDiagnostics(context.terminal, diagnostics, app.root);
    });
};

const use = {
  examples: [
    ["iffc plan", "what `iffc deploy --env local` would do"],
    ["iffc plan --env prod", "compared with what is deployed in prod"],
    ["iffc plan --env prod --json", "the plan as data, for a review by a program"],
  ],
  exits: {
    0: "a deploy could go ahead",
    2: "the code, the configuration or an approval is wrong",
    3: "data would be lost that no option gives up, or the credentials do not fit",
  },
} as const;

interface PlanOptions extends Approvals {
  readonly env: string;
  readonly json?: boolean;
}
