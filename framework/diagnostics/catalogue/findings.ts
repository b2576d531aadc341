import type { FailureEntry } from "../failure.ts";

/** Findings of level error stop whatever was asked for. */
export const findingsStop: FailureEntry = {
  code: "IFFC9000",
  title: "Findings stop this.",
  hint: "Each says its place and its fix; iffc explain CODE says more.",
  fault: "user",
  exit: 2,
  page: `Everything that is wrong with the code, its configuration, or a plan against what is deployed is collected and shown
at once, each with its own code. Nothing was built, changed or removed. Warnings stop nothing.`,
};
