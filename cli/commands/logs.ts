import { readLogs } from "../../framework/toolkit.ts";
import { explainUse } from "../help.ts";
import { type AddCommand, environmentOption, jsonOption } from "../options.ts";
import { drawLog } from "../render/log.ts";

/** `iffc logs`: what functions wrote. */
export const addLogs: AddCommand = (program, context) => {
  program
    .command("logs [handler]")
    .summary("show what functions logged")
    .description("Shows the log of one handler's function or of all, oldest line first.")
    .addOption(environmentOption(false))
    .option("-f, --follow", "go on as lines come in")
    .option("--since <duration>", "how far back to start, such as 10m, 2h or 1d", "1h")
    .option("--filter <text>", "only lines that hold this text")
    .addOption(jsonOption("each line, one object to a line,"))
    .addHelpText("after", explainUse(use))
    .action(async (handler: string | undefined, options: LogOptions) => {
      const { terminal } = context;
      const { env: environment, follow = false, since, filter } = options;
      const query = { environment, follow, since, ...(handler && { handler }), ...(filter && { filter }) };
      const session = { ...context, signal: AbortSignal.any([context.signal, terminal.closed]) };
      let isEmpty = true;
      for await (const line of readLogs(await context.app(), query, session)) {
        isEmpty = false;
        terminal.print(options.json ? JSON.stringify(line) : drawLog(terminal.colors, line));
      }
      if (isEmpty && !follow) terminal.note(`Nothing was logged in the last ${since}. Further back: --since 1d`);
    });
};

const use = {
  examples: [
    ["iffc logs --follow", "what the app on this machine logs from now on, and in the last hour"],
    ["iffc logs Orders.place --env prod --since 2h --filter error", "the lines of one handler that hold a text"],
  ],
  exits: { 0: "shown", 2: "there is no such handler", 3: "nothing is deployed, or the credentials do not fit" },
} as const;

interface LogOptions {
  readonly env: string;
  readonly follow?: boolean;
  readonly since: string;
  readonly filter?: string;
  readonly json?: boolean;
}
