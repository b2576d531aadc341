/** What can go wrong with the local target as an operation. The user's code has diagnostics instead. */
import { IffcError } from "../../diagnostics/error.ts";
import type { ServerRecord } from "./state.ts";

/** Another server runs on the same state. */
export function stateInUse(folder: string, record: ServerRecord | undefined): IffcError {
  const who = record?.pid === undefined ? "" : ` It answers at ${record.url} (process ${record.pid}).`;
  return new IffcError({
    code: "IFFC6001",
    message: `A server already runs on ${folder}.${who}`,
    hint: "Use that one as it is, or press Ctrl-C where it runs.",
    fault: "user",
    exit: 75,
  });
}

/** The port that was asked for is taken, or none is left. */
export function portInUse(port: number, cause?: unknown): IffcError {
  return new IffcError({
    code: "IFFC6002",
    message: `Port ${port} is in use by another program.`,
    hint: "Leave the port out and iffc takes the next free one, or name another.",
    fault: "environment",
    exit: 4,
    cause,
  });
}

/** The server in the background ended, or said nothing, before it was ready. */
export function startFailed(reason: string, daemonLog: string): IffcError {
  return new IffcError({
    code: "IFFC6003",
    message: `The local server did not start: ${reason}`,
    hint: `What it said is in ${daemonLog}.`,
    fault: "environment",
    exit: 4,
  });
}

/** The process that the record names is not our server, or does not end. */
export function stopFailed(pid: number): IffcError {
  return new IffcError({
    code: "IFFC6004",
    message: `The local server (process ${pid}) does not end.`,
    hint: "End that process by hand and run the command again.",
    fault: "environment",
    exit: 4,
  });
}

/** A function has more environment than Lambda takes. */
export function environmentTooLarge(functionId: string, size: number, limit: number): IffcError {
  return new IffcError({
    code: "IFFC6005",
    message: `The environment of ${functionId} takes ${size} bytes; Lambda allows ${limit}.`,
    hint: "Move long values to a parameter or an object and read them at run time.",
    fault: "user",
    exit: 2,
  });
}

/** The plan has a function that the build made nothing for: a bug. */
export function artifactMissing(functionId: string): IffcError {
  return new IffcError({
    code: "IFFC6006",
    message: `There is no bundle for the function ${functionId}.`,
    hint: "This is a bug in iffc. Please report it with the command that you ran.",
    fault: "iffc",
    exit: 1,
  });
}

/** A command needs the running app. */
export function notRunning(environment: string): IffcError {
  return new IffcError({
    code: "IFFC6007",
    message: `The app does not run in "${environment}".`,
    hint: `Start it: iffc deploy --env ${environment}`,
    fault: "user",
    exit: 3,
  });
}
