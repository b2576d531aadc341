import { createInterface } from "node:readline/promises";
import { destroyApp, type App } from "../../framework/toolkit.ts";
import type { CommandContext } from "../context.ts";
import { type AddCommand, environmentOption, jsonOption } from "../options.ts";

/** `iffc destroy`: removes an environment and everything in it. */
export const addDestroy: AddCommand = (program, context, finish) => {
  program
    .command("destroy")
    .summary("remove an environment and everything in it")
    .description("Removes an environment with its data. Asks first where somebody can answer; elsewhere --yes says so.")
    .addOption(environmentOption(true))
    .option("-y, --yes", "do not ask")
    .addOption(jsonOption("what was removed and what stays"))
    .action(async (options: { env: string; yes?: boolean; json?: boolean }) => {
      const { terminal } = context;
      const app = await context.app();
      if (!options.yes && !(await confirm(app, options.env, context))) {
        finish(3);
        return terminal.note("Nothing was removed.");
      }
      const { removed, kept } = await destroyApp(app, { environment: options.env }, context);
      if (options.json) return terminal.print(JSON.stringify({ removed, kept }, undefined, 2));
      terminal.print(removed.length === 0 ? "There was nothing to remove." : `Removed ${removed.join(", ")}.`);
      for (const { name, reason } of kept) terminal.print(`Kept ${name}: ${reason}`);
    });
};

async function confirm(app: App, environment: string, { terminal, signal }: CommandContext): Promise<boolean> {
  if (!terminal.interactive) {
    terminal.note(`This removes "${environment}" with its data. Add --yes to do so without being asked.`);
    return false;
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const question = `This removes ${app.name} in "${environment}" with all its data. Type the environment's name to go on: `;
    return (await lines.question(question, { signal })) === environment;
  } finally {
    lines.close();
  }
}
