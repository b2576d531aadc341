/** What can go wrong with the local target as an operation. The user's code has diagnostics instead. */
import type { FailureEntry } from "../../diagnostics/failure.ts";

/** Another server runs on the same state. */
export const stateInUse: FailureEntry = {
  code: "IFFC6001",
  title: "A server already runs on this state.",
  hint: "Use that one as it is, or press Ctrl-C where it runs.",
  fault: "user",
  exit: 75,
  page: `Queues, tables and buckets of an environment on this machine belong to one server at a time, or two of them would write
over each other. One in the background hands them over to \`iffc dev\`; a second \`iffc dev\` is refused.`,
};

/** The port that was asked for is taken, or none is left. */
export const portInUse: FailureEntry = {
  code: "IFFC6002",
  title: "The port is in use by another program.",
  hint: "Leave the port out and iffc takes the next free one, or name another.",
  exit: 4,
  page: `With \`--port\` the local server takes exactly that port, because something else counts on it. Without, it takes the
port of the last time, or 4400, or the next free one.`,
};

/** The server in the background ended, or said nothing, before it was ready. */
export const startFailed: FailureEntry = {
  code: "IFFC6003",
  title: "The local server did not start.",
  hint: "Read what it said in .iffc/, or run `iffc dev` to see it in the foreground.",
  exit: 4,
  page: `\`iffc deploy --env local\` starts a process in the background and waits until it serves every resource. This one ended
first, or did not answer in time. Its own log lies beside the state; nothing of the state was lost.`,
};

/** The process that the record names is not our server, or does not end. */
export const stopFailed: FailureEntry = {
  code: "IFFC6004",
  title: "The local server does not end.",
  hint: "End that process by hand and run the command again.",
  exit: 4,
  page: `iffc asked the server in the background to end, then told it to, and it is still there: the operating system does not
let go of it, or it belongs to another user.`,
};

/** A function has more environment than Lambda takes. */
export const environmentTooLarge: FailureEntry = {
  code: "IFFC6005",
  title: "The environment of a function is larger than Lambda allows.",
  hint: "Move long values to a parameter or an object and read them at run time.",
  fault: "user",
  exit: 2,
  page: `Lambda takes 4,096 bytes of environment variables, names and values in JSON together. The laptop refuses what the cloud
would refuse.
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html`,
};

/** The plan has a function that the build made nothing for: a bug. */
export const artifactMissing: FailureEntry = {
  code: "IFFC6006",
  title: "There is no bundle for a function.",
  hint: "This is a bug in iffc. Please report it with the command that you ran.",
  fault: "iffc",
  exit: 1,
  page: "Every function of a plan has a bundle once the build has passed. This one has none.",
};

/** A command needs the running app. */
export const notRunning: FailureEntry = {
  code: "IFFC6007",
  title: "The app does not run on this machine.",
  hint: "Start it: iffc deploy --env local",
  fault: "user",
  exit: 3,
  page: `The command talks to the app's local server, and there is none. \`iffc deploy --env local\` starts it in the background,
\`iffc dev\` in the foreground.`,
};

/** What this target can fail with, as entries of the catalogue. */
export const localFailures: readonly FailureEntry[] = [
  stateInUse,
  portInUse,
  startFailed,
  stopFailed,
  environmentTooLarge,
  artifactMissing,
  notRunning,
];
