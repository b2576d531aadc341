import type { FailureEntry } from "../failure.ts";
import { findingsStop } from "./findings.ts";

/** There is no app here. */
export const noApp: FailureEntry = {
  code: "IFFC9001",
  title: "There is no app here: no folder from this one upwards has an iffc.config.ts.",
  hint: "Change into the app's folder, or make one: iffc init my-app",
  fault: "user",
  exit: 2,
  page: `Every command but \`init\` and \`explain\` works on an app: a folder with an \`iffc.config.ts\`, which names the app and
its environments. iffc looks for it in the folder that it is started in and in those above.`,
};

/** An environment that the configuration does not have. */
export const noEnvironment: FailureEntry = {
  code: "IFFC9002",
  title: "The configuration has no environment of this name.",
  hint: "Name one of those in iffc.config.ts.",
  fault: "user",
  exit: 2,
  page: `Environments are the entries of \`environments\` in \`iffc.config.ts\`. \`local\` is always there: it is this machine.`,
};

/** The folder for a new app is in use. */
export const folderFull: FailureEntry = {
  code: "IFFC9003",
  title: "The folder for the new app is not empty.",
  hint: "Name an empty folder or one that does not exist yet: iffc init my-app",
  fault: "user",
  exit: 2,
  page: `\`iffc init\` never writes over anything. It takes an empty folder (one with only a .git counts as empty).`,
};

/** A handler that the app does not have. */
export const noHandler: FailureEntry = {
  code: "IFFC9004",
  title: "The app has no handler of this name.",
  hint: "Handlers are named by class and method, such as Orders.place; iffc plan lists them.",
  fault: "user",
  exit: 2,
  page: `\`invoke\` and \`logs\` take the name of a handler, which is its class and its method: \`Orders.place\`.`,
};

/** Nothing is deployed in an environment. */
export const notDeployed: FailureEntry = {
  code: "IFFC9005",
  title: "Nothing is deployed in this environment yet.",
  hint: "Deploy first: iffc deploy --env local",
  fault: "user",
  exit: 3,
  page: `\`invoke\` and \`logs\` need an environment that was deployed at least once.`,
};

/** What is said of a duration that cannot be read. */
export const durationUnreadable: FailureEntry = {
  code: "IFFC9007",
  title: "This length of time cannot be read.",
  hint: "Write a number and a unit: 30s, 10m, 2h or 1d.",
  fault: "user",
  exit: 2,
  page: "`--since` takes a whole number followed by `s`, `m`, `h` or `d`.",
};

/** A command that only the other target has. */
export const localHasNoTemplates: FailureEntry = {
  code: "IFFC9008",
  title: "The local target has no templates.",
  hint: "Name an environment whose target is aws: iffc synth --env dev",
  fault: "user",
  exit: 2,
  page: "`iffc synth` writes the CloudFormation templates of an environment on AWS; this machine needs none.",
};

/** A name that no app can have. */
export const nameRefused: FailureEntry = {
  code: "IFFC9012",
  title: "This cannot be the name of an app.",
  hint: "Start with a letter and use lower-case letters, digits and single hyphens, at most 32: --name my-app",
  fault: "user",
  exit: 2,
  page: `The names of queues, functions and stacks start with the app's name, so it is held to what all of them accept: lower-case
letters, digits and single hyphens, a letter first, at most 32 characters.`,
};

/** An environment is not removed just like that. */
export const notConfirmed: FailureEntry = {
  code: "IFFC9013",
  title: "The removal of the environment is not confirmed.",
  hint: "To remove it nevertheless, confirm with its name and account: --confirm prod@123456789012",
  fault: "user",
  exit: 3,
  page: `\`iffc destroy\` removes an environment with its data, so it asks first where somebody can answer. Elsewhere \`--yes\`
says so for a sandbox and for this machine. \`posture: "protected"\`, which every environment on AWS has that does not
say otherwise, means that data matters here: its removal has to be confirmed with its name and account, as in
\`prod@123456789012\`, so that it can never be another one by mistake. Resources that hold data are retained even so, and
are listed with their ARNs.`,
};

/** The command line itself is wrong. */
export const usageWrong: FailureEntry = {
  code: "IFFC9009",
  title: "The command line cannot be understood.",
  hint: "All commands: iffc --help",
  fault: "user",
  exit: 2,
  page: "Every command lists what it takes, with examples and exit codes: `iffc plan --help`.",
};

/** An event that is no event. */
export const eventUnreadable: FailureEntry = {
  code: "IFFC9010",
  title: "The event cannot be read.",
  hint: `Write JSON: --event '{"body":"{}"}', --event @event.json for a file, or --event - for standard input.`,
  fault: "user",
  exit: 2,
  page: `\`iffc invoke\` hands the function an event as AWS would send it, which is JSON. It comes from the command line, from
a file (\`--event @event.json\`, relative to the folder that the command is started in) or from standard input
(\`--event -\`). Nothing is called where it cannot be read.`,
};

/** The operating system refuses to read or write. */
export const machineRefused: FailureEntry = {
  code: "IFFC9011",
  title: "This machine refused to read or write a file.",
  hint: "Look at the permissions of what the message names, and at the space that is left there.",
  exit: 4,
  page: `iffc writes below \`.iffc\` in the app's folder: what it has read, what it has built, and the state of the local
environment. A read-only or full disk, or a folder that belongs to another user, stops it. What a deploy had changed by
then stays as it is; run the same command again.`,
};

/** A code that iffc never says. */
export const codeUnknown: FailureEntry = {
  code: "IFFC9014",
  title: "There is no such code.",
  hint: "All of them: iffc explain",
  fault: "user",
  exit: 2,
  page: "Every finding and every failure has a code of its own. `iffc explain` lists them, `iffc explain 2011` explains one.",
};

/** What a command can fail with before it reaches a target. */
export const commandFailures: readonly FailureEntry[] = [
  findingsStop,
  noApp,
  noEnvironment,
  folderFull,
  noHandler,
  notDeployed,
  durationUnreadable,
  localHasNoTemplates,
  nameRefused,
  notConfirmed,
  usageWrong,
  eventUnreadable,
  machineRefused,
  codeUnknown,
];
