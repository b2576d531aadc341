import { runPhase } from "../../diagnostics/reporter.ts";
import { applyStack } from "./apply.ts";
import { bootstrapStackName, bootstrapTemplate } from "./bootstrap-template.ts";
import type { StackState } from "./cloud/stacks.ts";
import { failure } from "../../diagnostics/failure.ts";
import { artifactBucketUnusable } from "./errors/stacks.ts";
import type { Session } from "./session.ts";
import { readinessOf } from "./status.ts";

/** What marks the bootstrap stack as this package's own. */
const tags = { "iffc:bootstrap": "1" };

/**
 * Sees to it that the artifact bucket is there, keeps versions and belongs to the account; makes it where the account
 * and region have never been deployed to. Refuses a bucket that is not as it was made.
 */
export async function ensureBootstrap(session: Session): Promise<void> {
  const { artifactBucketName: name, cloud, environment, reporter } = session;
  const { account = "", region } = environment;
  const state = await cloud.objects.versioning(name);
  if (state === "on") return;
  const problem = problemOf(state, await cloud.stacks.describe(bootstrapStackName));
  if (problem !== undefined) throw failure(artifactBucketUnusable, { message: `The bucket ${name} ${problem}.` });
  const step = { phase: "deploy" as const, describe: () => `the bucket ${name}, once for ${account} in ${region}` };
  await runPhase(reporter, step, () =>
    applyStack(session, {
      name: bootstrapStackName,
      template: bootstrapTemplate(account, region),
      parameters: {},
      tags,
      inline: true,
      review: () => undefined,
    }),
  );
}

/** Why the bucket cannot be used; undefined where it was never made, or its making failed. */
function problemOf(state: "off" | "foreign" | "missing", stack: StackState | undefined): string | undefined {
  if (state === "off") return "does not keep versions";
  if (state === "foreign") return "belongs to another account, or may not be read";
  const isMade = readinessOf(stack?.status) === "update";
  return isMade ? `is gone, although the stack ${bootstrapStackName} made it` : undefined;
}
