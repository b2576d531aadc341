import { count, startDev } from "../../framework/toolkit.ts";
import { explainUse } from "../help.ts";
import { type AddCommand, readPort } from "../options.ts";
import { renderDiagnostics } from "../render/diagnostics.ts";
import { renderOutputs } from "../render/outputs.ts";

/** `iffc dev`: the app on this machine, in the foreground, with reload. */
export const addDev: AddCommand = (program, context) => {
  program
    .command("dev")
    .summary("run the app here, reload on save, show its logs")
    .description(
      "Runs the whole app on this machine until it is interrupted. A save that breaks it keeps the last good version.",
    )
    .option("--port <number>", "where to listen; 4400, or the next free one, where it is left out", readPort)
    .addHelpText("after", explainUse(use))
    .action(async (options: { port?: number }) => {
      const { terminal } = context;
      const app = await context.app();
      const session = await startDev(
        app,
        {
          ...options,
          onDiagnostics: (found) => renderDiagnostics(terminal, found, app.root),
          onReload: ({ endpoints }) =>
            terminal.note(`${terminal.colors.green("✓")} Reloaded, ${count(endpoints.length, "trigger")}`),
        },
        context,
      );
      renderOutputs(terminal, session.outputs);
      terminal.note(terminal.colors.dim("Watching for changes. Ctrl-C stops."));
      await session.closed;
    });
};

const use = {
  examples: [["iffc dev", "the app with its queues, tables and buckets, until Ctrl-C; their data stays"]],
  exits: {
    2: "the code or the configuration is wrong at the start",
    4: "the port is in use",
    75: "another iffc dev has the app; one in the background hands it over",
    130: "ended by Ctrl-C, as it should be",
  },
} as const;
