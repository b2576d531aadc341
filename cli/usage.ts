import type { Command, CommanderError } from "commander";
import { didYouMean, failure, type IffcError, usageWrong } from "../framework/toolkit.ts";

/** Refuses a command that does not exist before its options are looked at, so that `--help` cannot hide it. */
export function refuseUnknownCommand(program: Command, words: readonly string[]): void {
  const [name = "--help"] = words;
  const names = program.commands.map((command) => command.name());
  if (name.startsWith("-") || names.includes(name)) return;
  throw failure(usageWrong, {
    message: `There is no command "${name}".`,
    hint: `${didYouMean(name, names)} All of them: iffc --help`,
  });
}

/** What is wrong with the words of a command, in the form of every other failure. */
export function explainUsage({ code, message }: CommanderError, words: readonly string[]): IffcError {
  const command = words[0]?.startsWith("-") ? "iffc" : `iffc ${words[0]}`;
  if (code === "commander.missingMandatoryOptionValue") {
    return failure(usageWrong, {
      message: `\`${command}\` does not say which environment is meant.`,
      hint: `Name it: ${command} --env local`,
    });
  }
  const [, sentence = "", suggestion] = /^(?:error: )?([^\n]*)(?:\n\((.*)\))?$/u.exec(message.trim()) ?? [];
  const hint = `All that it takes: ${command} --help`;
  return failure(usageWrong, {
    message: `${sentence.charAt(0).toUpperCase()}${sentence.slice(1).replace(/\.?$/u, ".")}`,
    hint: suggestion === undefined ? hint : `${suggestion} ${hint}`,
  });
}
