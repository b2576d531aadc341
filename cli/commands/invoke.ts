import { readFileSync } from "node:fs";
import { invokeHandler } from "../../framework/toolkit.ts";
import { type AddCommand, environmentOption, jsonOption } from "../options.ts";

/** `iffc invoke`: calls one function with an event. */
export const addInvoke: AddCommand = (program, context, finish) => {
  program
    .command("invoke <handler>")
    .summary("call a handler's function with an event")
    .description("Calls the function behind a handler, such as Orders.place, with an event as AWS would send it.")
    .addOption(environmentOption(false))
    .option("--event <json>", "the event as JSON; @file reads a file, - standard input", "{}")
    .addOption(jsonOption("the result"))
    .action(async (handler: string, options: { env: string; event: string; json?: boolean }) => {
      const { terminal } = context;
      const app = await context.app();
      const request = { environment: options.env, handler, payload: readEvent(options.event) };
      const result = await invokeHandler(app, request, context);
      finish(result.ok ? 0 : 4);
      if (options.json) return terminal.print(JSON.stringify(result, undefined, 2));
      for (const line of result.logs) terminal.note(terminal.colors.dim(line));
      terminal.print(result.payload);
    });
};

function readEvent(text: string): string {
  if (text === "-") return readFileSync(0, "utf8");
  return text.startsWith("@") ? readFileSync(text.slice(1), "utf8") : text;
}
