import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { synthesizeApp } from "../../framework/toolkit.ts";
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
    .option("-o, --out <folder>", "where to write them", ".iffc/synth")
    .addOption(jsonOption("the stacks"))
    .action(async (options: { env: string; out: string; json?: boolean }) => {
      const app = await context.app();
      const { stacks, diagnostics } = await synthesizeApp(app, { environment: options.env }, context);
      renderDiagnostics(context.terminal, diagnostics, app.root);
      if (options.json) return context.terminal.print(JSON.stringify(stacks, undefined, 2));
      const folder = join(app.root, options.out);
      mkdirSync(folder, { recursive: true });
      for (const stack of stacks) {
        const file = join(folder, `${stack.name}.json`);
        writeFileSync(file, `${JSON.stringify(stack.template, undefined, 2)}\n`);
        context.terminal.print(file);
      }
    });
};
