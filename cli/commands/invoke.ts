import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { eventUnreadable, failure, invokeHandler } from "../../framework/toolkit.ts";
import { explainUse } from "../help.ts";
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
    .addHelpText("after", explainUse(use))
    .action(async (handler: string, options: { env: string; event: string; json?: boolean }) => {
      const { terminal } = context;
      const app = await context.app();
      const request = { environment: options.env, handler, payload: readEvent(options.event, context.folder) };
      const result = await invokeHandler(app, request, context);
      finish(result.ok ? 0 : 4);
      if (options.json) return terminal.print(JSON.stringify(result, undefined, 2));
      for (const line of result.logs) terminal.note(terminal.colors.dim(line));
      terminal.print(result.payload);
    });
};

const use = {
  examples: [
    ["iffc invoke Orders.sweep", "call a scheduled handler now"],
    ["iffc invoke Orders.fulfil --env dev --event @message.json", "with an event out of a file"],
  ],
  exits: {
    0: "the function answered",
    2: "there is no such handler, or the event is not JSON",
    3: "nothing is deployed, or it does not run",
    4: "the function failed; what it threw is the result",
  },
} as const;

/** The event as JSON text, from wherever the option says. */
function readEvent(option: string, folder: string): string {
  const place = option === "-" ? "Standard input" : option.startsWith("@") ? option.slice(1) : "--event";
  try {
    const file = option === "-" ? 0 : resolve(folder, option.slice(1));
    const text = place === "--event" ? option : readFileSync(file, "utf8");
    JSON.parse(text);
    return text;
  } catch (error) {
    const { message, syscall } = error as NodeJS.ErrnoException;
    const reason = syscall === undefined ? `is not JSON: ${message}` : `cannot be read: ${message}`;
    throw failure(eventUnreadable, { message: `${place} ${reason}.`, cause: error });
  }
}
