/** What stands below the options of a command. */
export interface Use {
  /** Command lines, each with what it does. */
  readonly examples: readonly (readonly [command: string, does: string])[];
  /** What the exit codes mean here. 1 is always a bug in iffc, 130 and 143 an interrupt. */
  readonly exits: Readonly<Record<number, string>>;
}

/** Writes examples and exit codes the way that they stand in every command's help. */
export function explainUse({ examples, exits }: Use): string {
  const lines = examples.flatMap(([command, does]) => [`  ${command}`, `      ${does}`]);
  const codes = Object.entries(exits).map(([code, meaning]) => `  ${code.padStart(2)}  ${meaning}`);
  return ["", "Examples:", ...lines, "", "Exit codes:", ...codes].join("\n");
}
