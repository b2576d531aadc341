import { deployApp } from "../../framework/toolkit.ts";
import { explainUse } from "../help.ts";
import {
  type AddCommand,
  approvalOptions,
  type Approvals,
  approvedIn,
  environmentOption,
  jsonOption,
  readPort,
} from "../options.ts";
import { renderDiagnostics } from "../render/diagnostics.ts";
import { renderOutputs } from "../render/outputs.ts";

/** `iffc deploy`: makes an environment what the code says. */
export const addDeploy: AddCommand = (program, context) => {
  const [replace, remove] = approvalOptions();
  program
    .command("deploy")
    .summary("make an environment what the code says")
    .description("Plans, builds and deploys. With --env local the app runs in the background on this machine.")
    .addOption(environmentOption(true))
    .addOption(replace)
    .addOption(remove)
    .option("--port <number>", "where the local target listens", readPort)
    .addOption(jsonOption("the outputs"))
    .addHelpText("after", explainUse(use))
    .action(async (options: DeployOptions) => {
      const { terminal } = context;
      const app = await context.app();
      const port = options.port === undefined ? {} : { port: options.port };
      const request = { environment: options.env, approved: approvedIn(options), ...port };
      const { outputs, diagnostics } = await deployApp(app, request, context);
      renderDiagnostics(terminal, diagnostics, app.root);
      if (options.json) return terminal.print(JSON.stringify(outputs, undefined, 2));
      renderOutputs(terminal, outputs);
      terminal.note(terminal.colors.dim(`Its logs: iffc logs --env ${options.env} --follow`));
    });
};

const use = {
  examples: [
    ["iffc deploy --env local", "provision and start the app here, in the background"],
    ["iffc deploy --env prod", "deploy to the account and region that iffc.config.ts names"],
    ["iffc deploy --env dev --allow-replace Orders.orders", "give up the data of one table, whose key changed"],
  ],
  exits: {
    0: "deployed",
    2: "the code, the configuration or an approval is wrong; nothing was changed",
    3: "refused, nothing was changed: data would be lost, or the credentials do not fit",
    4: "failed; what was running still serves, and running it again suffices",
    5: "a stack is stuck: only `iffc recover` can go on",
    75: "something else is changing the environment",
  },
} as const;

interface DeployOptions extends Approvals {
  readonly env: string;
  readonly port?: number;
  readonly json?: boolean;
}
