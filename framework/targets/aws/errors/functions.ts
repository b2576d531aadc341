import type { FailureEntry } from "../../../diagnostics/failure.ts";

/** A built file is not what the build said. */
export const artifactDamaged: FailureEntry = {
  code: "IFFC5040",
  title: "A built file changed between build and upload.",
  hint: "Build again; if it happens again, look for another program that writes to the build folder.",
  exit: 4,
  page: `The zip does not have the SHA-256 that the build recorded. It is not uploaded.`,
};

/** Somebody else changed a function. */
export const functionChanged: FailureEntry = {
  code: "IFFC5041",
  title: "A function was changed by somebody else during the deploy.",
  hint: "Find out who changes it, then deploy again.",
  exit: 4,
  page: `Every change of a function carries the revision that it is meant for. AWS refused it because the function is at another
revision: another tool or person changed it in between. The version that was running still serves.`,
};

/** Lambda could not take the new code. */
export const functionUpdateFailed: FailureEntry = {
  code: "IFFC5042",
  title: "Lambda could not update a function.",
  hint: "Correct the cause that the message names and deploy again.",
  exit: 4,
  page: `Lambda accepted the new code but could not make it ready. The alias \`live\` still names the version before.`,
};

/** A function that ought to be there is not. */
export const functionMissing: FailureEntry = {
  code: "IFFC5043",
  title: "A function or its alias does not exist.",
  hint: "If it was deleted by hand, delete its stack as well and deploy again.",
  exit: 4,
  page: `CloudFormation made the function and its alias \`live\`, but Lambda does not know them. Most likely somebody deleted
them by hand.`,
};

/** There is no handler of that name. */
export const handlerUnknown: FailureEntry = {
  code: "IFFC5044",
  title: "There is no deployed handler of this name.",
  hint: "Use one of the names that the message lists.",
  fault: "user",
  exit: 3,
  page: `Handlers are named \`Class.method\`. The names are those of the last successful deploy, which may differ from the
sources.`,
};

/** Every failure of functions and their code. */
export const functionFailures: readonly FailureEntry[] = [
  artifactDamaged,
  functionChanged,
  functionUpdateFailed,
  functionMissing,
  handlerUnknown,
];
