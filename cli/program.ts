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
import { openTerminal, type Terminal } from "./render/terminal.ts";
import { explainUsage, refuseUnknownCommand } from "./usage.ts";
import { version } from "./version.ts";

const commands = [addInit, addCheck, addPlan, addDeploy, addDev, addInvoke, addLogs, addDestroy, addSynth, addExplain];

/** Runs the command line and gives the exit code of the process. */
export async function run(given: readonly string[]): Promise<number> {
  const words = given[0] === "help" ? [...given.slice(1), "--help"] : given;
  const { stdin: input, stdout: output, stderr: errors } = process;
  const terminal = openTerminal({ input, output, errors }, process.env);
  const folder = process.cwd();
  const fail = (error: unknown): number =>
    renderError(terminal, error, { root: findRoot(folder) ?? folder, json: words.includes("--json") });
  process.once("uncaughtException", (error) => process.exit(fail(error)));
  const interrupt = listenForInterrupt(terminal);
  const context = openContext(terminal, folder, interrupt.signal);
  const program = describeProgram(terminal);
  let exit = 0;
  for (const add of commands) add(program, context, (code) => (exit = Math.max(exit, code)));
  try {
    refuseUnknownCommand(program, words);
    await program.parseAsync(words.length === 0 ? ["--help"] : words, { from: "user" });
    return interrupt.exitCode() ?? exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : fail(explainUsage(error, words));
    return interrupt.exitCode() ?? fail(error);
  } finally {
    interrupt.stop();
  }
}

function openContext(terminal: Terminal, folder: string, signal: AbortSignal): CommandContext {
  let app: Promise<App> | undefined;
  return {
    terminal,
    reporter: progressReporter(terminal),
    folder,
    signal,
    app: async () => await (app ??= openApp(folder)),
  };
}

/** The longest line of a help page, however wide the terminal is. */
const helpWidth = 100;

function describeProgram({ width }: Terminal): Command {
  return new Command("iffc")
    .description("Infrastructure from code: decorated TypeScript classes become serverless apps on AWS.")
    .version(version(), "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined, getOutHelpWidth: () => (width > helpWidth ? 80 : width) })
    .showSuggestionAfterError()
    .configureHelp({ sortSubcommands: false, subcommandTerm: (command) => command.name() })
    .addHelpText("after", afterHelp);
}

const afterHelp = `
Start:
  iffc init my-app        a small app with a test, ready to run
  iffc dev                run it here, with reload; no account is needed
  iffc plan --env prod    what a deploy would do, and every permission it grants
  iffc deploy --env prod  do it

Exit codes:
    0  done
    1  a bug in iffc
    2  your code, configuration or command line; the same input always fails
    3  refused: because of what is deployed, the credentials, or a missing approval
    4  failed; what was running still serves, and running it again suffices
    5  only iffc recover can go on
   75  another deploy is running
  130  interrupted (143 where it was told to end)

More about a command: iffc plan --help. More about a code: iffc explain IFFC1004`;
