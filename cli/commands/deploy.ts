import { deployApp } from "../../framework/toolkit.ts";
import { type AddCommand, collect, environmentOption, jsonOption, readPort } from "../options.ts";
import { renderDiagnostics } from "../render/diagnostics.ts";
import { renderOutputs } from "../render/outputs.ts";

/** `iffc deploy`: makes an environment what the code says. */
export const addDeploy: AddCommand = (program, context) => {
  program
    .command("deploy")
    .summary("make an environment what the code says")
    .description("Plans, builds and deploys. With --env local the app runs in the background on this machine.")
    .addOption(environmentOption(true))
    .option("--allow-replace <id>", "replace this resource and lose its data (repeatable)", collect)
    .option("--allow-remove <id>", "remove this resource and its data (repeatable)", collect)
    .option("--port <number>", "where the local target listens", readPort)
    .addOption(jsonOption("the outputs"))
    .action(async (options: DeployOptions) => {
      const app = await context.app();
      const approved = [...(options.allowReplace ?? []), ...(options.allowRemove ?? [])];
      const port = options.port === undefined ? {} : { port: options.port };
      const { outputs, diagnostics } = await deployApp(app, { environment: options.env, approved, ...port }, context);
      renderDiagnostics(context.terminal, diagnostics, app.root);
      if (options.json) return context.terminal.print(JSON.stringify(outputs, undefined, 2));
      renderOutputs(context.terminal, outputs);
    });
};

interface DeployOptions {
  readonly env: string;
  readonly allowReplace?: readonly string[];
  readonly allowRemove?: readonly string[];
  readonly port?: number;
  readonly json?: boolean;
}
