import { checkApp, count, exitCodeOf } from "../../framework/toolkit.ts";
import { explainUse } from "../help.ts";
import { type AddCommand, jsonOption } from "../options.ts";
import { renderDiagnostics } from "../render/diagnostics.ts";

/** `iffc check`: everything that can be said about the code alone. */
export const addCheck: AddCommand = (program, context, finish) => {
  program
    .command("check")
    .summary("read the code and report everything that is wrong with it")
    .description("Reads the code without running it, checks types, and reports everything at once. Needs no account.")
    .addOption(jsonOption("the model and the findings"))
    .addHelpText("after", explainUse(use))
    .action(async (options: { json?: boolean }) => {
      const app = await context.app();
      const { model, diagnostics } = await checkApp(app, context);
      finish(exitCodeOf(diagnostics));
      if (options.json) return context.terminal.print(JSON.stringify({ model, diagnostics }, undefined, 2));
      renderDiagnostics(context.terminal, diagnostics, app.root);
      if (diagnostics.length > 0) return;
      const { services, handlers, resources } = model;
      const parts = [
        count(services.length, "class"),
        count(handlers.length, "handler"),
        count(resources.length, "resource"),
      ];
      context.terminal.print(`Nothing is wrong: ${parts.join(", ")}.`);
    });
};

const use = {
  examples: [
    ["iffc check", "every finding with its line and the way out"],
    ["iffc check --json > model.json", "what iffc read, as data"],
  ],
  exits: { 0: "nothing is wrong, or there are only warnings", 2: "something is wrong" },
} as const;
