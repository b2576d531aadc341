import { Command, CommanderError } from "commander";
import { findRoot, openApp, type App } from "../framework/toolkit.ts";
import { addCheck } from "./commands/check.ts";
import { addDeploy } from "./commands/deploy.ts";
import { addDestroy } from "./commands/destroy.ts";
import { addDev } from "./commands/dev.ts";
import { addExplain } from "./commands/explain.ts";
import { addInit } from "./commands/init.ts";
import { addInvoke } from "./commands/invoke.ts";
import { addLogs } from "./commands/logs.ts";
import { addPlan } from "./commands/plan.ts";
import { addSynth } from "./commands/synth.ts";
import type { CommandContext } from "./context.ts";
import { listenForInterrupt } from "./interrupt.ts";
import { renderError } from "./render/errors.ts";
import { progressReporter } from "./render/progress.ts";
import { openTerminal } from "./render/terminal.ts";
import { version } from "./version.ts";

const commands = [addInit, addCheck, addPlan, addDeploy, addDev, addInvoke, addLogs, addDestroy, addSynth, addExplain];

/** Runs the command line and gives the exit code of the process. */
export async function run(words: readonly string[]): Promise<number> {
  const terminal = openTerminal({ output: process.stdout, errors: process.stderr }, process.env);
  const interrupt = listenForInterrupt(terminal);
  const context = openContext(terminal, interrupt.signal);
  const program = describeProgram();
  let exit = 0;
  for (const add of commands) add(program, context, (code) => (exit = Math.max(exit, code)));
  try {
    await program.parseAsync(words, { from: "user" });
    return interrupt.exitCode() ?? exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return interrupt.exitCode() ?? renderError(terminal, error, rootOf(context.folder));
  } finally {
    interrupt.stop();
  }
}

function rootOf(folder: string): string {
  return findRoot(folder) ?? folder;
}

function openContext(terminal: CommandContext["terminal"], signal: AbortSignal): CommandContext {
  const folder = process.cwd();
  let app: Promise<App> | undefined;
  return {
    terminal,
    reporter: progressReporter(terminal),
    folder,
    signal,
    environment: process.env,
    app: async () => await (app ??= openApp(folder)),
  };
}

function describeProgram(): Command {
  return new Command("iffc")
    .description("Infrastructure from code: decorated TypeScript classes become serverless apps on AWS.")
    .version(version())
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError("Every command explains itself: iffc <command> --help")
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .addHelpText("after", afterHelp);
}

const afterHelp = `
Start:      iffc init my-app        a small app with a test, ready to run
            iffc dev                run it here, with reload; no account is needed
            iffc plan --env prod    what a deploy would do, and every permission it grants
            iffc deploy --env prod

Exit codes: 0 done   1 a bug in iffc   2 your code or configuration   3 refused because of what is deployed
            4 failed, the old version serves; run it again   5 only iffc recover can go on   75 locked   130 interrupted`;
