import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { synthesizeApp } from "../../framework/toolkit.ts";
import { explainUse } from "../help.ts";
import { type AddCommand, environmentOption, jsonOption } from "../options.ts";
import { renderDiagnostics } from "../render/diagnostics.ts";

/** `iffc synth`: the templates that a deploy would use. */
export const addSynth: AddCommand = (program, context) => {
  program
    .command("synth")
    .summary("write the CloudFormation templates of an environment")
    .description(
      "Writes one template per stack. Needs no account: places of code that is not uploaded yet are left open.",
    )
    .addOption(environmentOption(true))
    .option("-o, --out <folder>", "where to write them; .iffc/synth in the app's folder where it is left out")
    .addOption(jsonOption("the stacks"))
    .addHelpText("after", explainUse(use))
    .action(async (options: { env: string; out?: string; json?: boolean }) => {
      const app = await context.app();
      const { stacks, diagnostics } = await synthesizeApp(app, { environment: options.env }, context);
      renderDiagnostics(context.terminal, diagnostics, app.root);
      if (options.json) return context.terminal.print(JSON.stringify(stacks, undefined, 2));
      const folder = options.out === undefined ? join(app.root, ".iffc/synth") : resolve(context.folder, options.out);
      mkdirSync(folder, { recursive: true });
      for (const stack of stacks) {
        const file = join(folder, `${stack.name}.json`);
        writeFileSync(file, `${JSON.stringify(stack.template, undefined, 2)}\n`);
        context.terminal.print(relative(context.folder, file));
      }
    });
};

const use = {
  examples: [
    ["iffc synth --env prod", "one file for each stack, to read or to lint"],
    ["iffc synth --env prod --out templates", "into a folder of your own"],
  ],
  exits: { 0: "written", 2: "the code or the configuration is wrong, or the environment is not on AWS" },
} as const;
