import { parseArgs } from "node:util";

/** What the bench is asked to do. */
export interface Request {
  /** Names of sections, in the order in which they run. */
  readonly sections: readonly string[];
  /** How often each is measured; each section's own choice where absent. */
  readonly runs?: number;
  readonly peers: boolean;
  /** Whether peers are measured with 500 handlers as well. */
  readonly full: boolean;
  readonly json: boolean;
}

/** A request, or what to print and how to exit instead. */
export type Command =
  | { readonly request: Request }
  | { readonly print: string; readonly exit: 0 }
  | { readonly fail: string };

/** A section that can be asked for. */
export interface Choice {
  readonly name: string;
  readonly summary: string;
}

/** Reads the words of the command line. */
export function readCommand(words: readonly string[], choices: readonly Choice[]): Command {
  try {
    const { values, positionals } = parseWords(words);
    if (values.help) return { print: helpText(choices), exit: 0 };
    const runs = readRuns(values.runs);
    const names = choices.map(({ name }) => name);
    const unknown = positionals.filter((name) => !names.includes(name));
    if (unknown.length > 0) return { fail: `There is no section "${unknown.join('", "')}", only ${names.join(", ")}.` };
    const { peers, full, json } = values;
    const sections = names.filter((name) => positionals.length === 0 || positionals.includes(name));
    if (full && !peers) return { fail: "--full says more of --peers and needs it." };
    if (peers && !sections.includes("package")) return { fail: "--peers belongs to the section package." };
    return { request: { sections, peers, full, json, ...(runs !== undefined && { runs }) } };
  } catch (error) {
    return { fail: error instanceof Error ? error.message : String(error) };
  }
}

function parseWords(words: readonly string[]) {
  return parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      help: { type: "boolean", short: "h", default: false },
      json: { type: "boolean", default: false },
      peers: { type: "boolean", default: false },
      full: { type: "boolean", default: false },
      runs: { type: "string" },
    },
  });
}

function readRuns(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,2}$/u.test(text)) throw new Error(`--runs takes a number from 1 to 999, not "${text}".`);
  return Number(text);
}

function helpText(choices: readonly Choice[]): string {
  const width = Math.max(...choices.map(({ name }) => name.length));
  const sections = choices.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `npm run bench -- [section ...] [options]

Measures iffc beside floors, the least that bare tools need for the same, in turns in the same run. Without a section, all of them.

${sections.join("\n")}

  --peers    package: AWS CDK and Serverless 3 too, installed from the npm registry into a temporary folder
  --full     with --peers: 500 handlers as well, which takes minutes
  --runs N   how often each thing is measured, instead of each section's own choice
  --json     print the data instead of tables
  --help     print this

Times move with the machine: compare the ratios of one run, on a machine that does nothing else.
`;
}
