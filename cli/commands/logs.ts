import { readLogs } from "../../framework/toolkit.ts";
import { type AddCommand, environmentOption, jsonOption } from "../options.ts";

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
    .action(async (handler: string | undefined, options: LogOptions) => {
      const { terminal } = context;
      const { env: environment, follow = false, since, filter } = options;
      const query = { environment, follow, since, ...(handler && { handler }), ...(filter && { filter }) };
      for await (const line of readLogs(await context.app(), query, context)) {
        const time = new Date(line.at).toISOString();
        terminal.print(
          options.json ? JSON.stringify(line) : `${terminal.colors.dim(`${time} ${line.function}`)} ${line.text}`,
        );
      }
    });
};

interface LogOptions {
  readonly env: string;
  readonly follow?: boolean;
  readonly since: string;
  readonly filter?: string;
  readonly json?: boolean;
}
