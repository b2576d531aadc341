import type { Environment } from "../model/plan.ts";
import type { Target } from "../targets/target.ts";

/** The target of an environment, loaded on first use: the SDK is not needed here, nor the emulators there. */
export async function openTarget({ target }: Environment): Promise<Target> {
  if (target === "local") return (await import("../targets/local/target.ts")).localTarget;
  return (await import("../targets/aws/target.ts")).awsTarget;
}
