import { type Command, InvalidArgumentError, Option } from "commander";
import type { Approval } from "../framework/toolkit.ts";
import type { CommandContext } from "./context.ts";

/** Adds one command to the program; `finish` takes the exit code that the command ends with. */
export type AddCommand = (program: Command, context: CommandContext, finish: (exit: number) => void) => void;

/** The option that names an environment; commands that change one ask for it by name. */
export function environmentOption(required: boolean): Option {
  const option = new Option("-e, --env <name>", "the environment, as iffc.config.ts names it; local is this machine");
  return required ? option.makeOptionMandatory() : option.default("local");
}

/** The option for programs that read the result. */
export function jsonOption(of: string): Option {
  return new Option("--json", `print ${of} as JSON, and nothing else, on standard output`);
}

/** What {@link approvalOptions} read. */
export interface Approvals {
  readonly allowReplace?: readonly string[];
  readonly allowRemove?: readonly string[];
}

/** The options that approve the loss of data, each for one resource by its id. */
export function approvalOptions(): readonly [Option, Option] {
  return [
    new Option("--allow-replace <id>", "replace this resource and lose its data (repeatable)").argParser(collect),
    new Option("--allow-remove <id>", "remove this resource and its data (repeatable)").argParser(collect),
  ];
}

/** Which data may be lost. */
export function approvedIn({ allowReplace = [], allowRemove = [] }: Approvals): readonly Approval[] {
  return [
    ...allowReplace.map((id) => ({ action: "replace", id }) as const),
    ...allowRemove.map((id) => ({ action: "remove", id }) as const),
  ];
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Reads a TCP port. */
export function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new InvalidArgumentError("A port is 1 to 65535.");
  return port;
}
