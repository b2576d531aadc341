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

/** An environment on AWS that does not say where. */
export const notPinned: FailureEntry = {
  code: "IFFC9006",
  title: "An environment on AWS must name its account and its region.",
  hint: 'Add account: "123456789012" and region: "eu-central-1" to the environment.',
  fault: "user",
  exit: 2,
  page: `iffc compares both with the credentials before it does anything else, so that a deploy can never reach the wrong
account. The twelve digits are printed by \`aws sts get-caller-identity\`.`,
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

/** What a command can fail with before it reaches a target. */
export const commandFailures: readonly FailureEntry[] = [
  findingsStop,
  noApp,
  noEnvironment,
  folderFull,
  noHandler,
  notDeployed,
  notPinned,
  durationUnreadable,
  localHasNoTemplates,
];
