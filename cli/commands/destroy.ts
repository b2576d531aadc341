import { type App, confirmationOf, destroyApp, failure, notConfirmed } from "../../framework/toolkit.ts";
import type { CommandContext } from "../context.ts";
import { explainUse } from "../help.ts";
import { type AddCommand, environmentOption, jsonOption } from "../options.ts";
import { ask } from "../render/question.ts";

/** `iffc destroy`: removes an environment and everything in it. */
export const addDestroy: AddCommand = (program, context) => {
  program
    .command("destroy")
    .summary("remove an environment and everything in it")
    .description(
      "Removes an environment with its data, and asks first. In a protected environment, what holds data is kept, and listed.",
    )
    .addOption(environmentOption(true))
    .option("-y, --yes", "do not ask; not enough for a protected environment")
    .option("--confirm <name@account>", "do not ask: this is the environment that is meant, such as prod@123456789012")
    .addOption(jsonOption("what was removed and what stays"))
    .addHelpText("after", explainUse(help))
    .action(async (options: DestroyOptions) => {
      const { terminal } = context;
      const app = await context.app();
      const confirmation = await readConfirmation(app, options, context);
      const request = { environment: options.env, ...(confirmation !== undefined && { confirmation }) };
      const { removed, kept } = await destroyApp(app, request, context);
      if (options.json) return terminal.print(JSON.stringify({ removed, kept }, undefined, 2));
      terminal.print(removed.length === 0 ? "There was nothing to remove." : `Removed ${removed.join(", ")}.`);
      for (const { name, reason } of kept) terminal.print(`Kept ${name}: ${reason}`);
    });
};

const help = {
  examples: [
    ["iffc destroy --env dev", "asks, then removes the environment dev"],
    ["iffc destroy --env dev --yes", "does not ask, for a sandbox or this machine"],
    ["iffc destroy --env prod --confirm prod@123456789012", "a protected environment, where nobody can be asked"],
  ],
  exits: {
    0: "removed, or gone already",
    3: "not confirmed, or the credentials do not fit",
    4: "partly removed; run it again",
  },
} as const;

interface DestroyOptions {
  readonly env: string;
  readonly yes?: boolean;
  readonly confirm?: string;
  readonly json?: boolean;
}

/** What confirms the removal; undefined where none is needed, or none can be had and the refusal says how to give it. */
async function readConfirmation(
  app: App,
  options: DestroyOptions,
  context: CommandContext,
): Promise<string | undefined> {
  const { text, isRequired } = confirmationOf(app, options.env);
  if (options.confirm !== undefined) return options.confirm;
  if (options.yes && !isRequired) return undefined;
  if (context.terminal.interactive) {
    return (await ask(`This removes ${app.name} in "${options.env}". Type ${text} to go on: `, context.signal)) ?? "";
  }
  if (isRequired) return undefined;
  throw failure(notConfirmed, {
    message: `This would remove "${options.env}" with its data, and nobody can be asked here. Nothing was removed.`,
    hint: "If you mean it: --yes",
  });
}
