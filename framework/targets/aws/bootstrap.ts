import { runPhase } from "../../diagnostics/reporter.ts";
import { applyStack } from "./apply.ts";
import { bootstrapStackName, bootstrapTemplate } from "./bootstrap-template.ts";
import { failure } from "./errors/entry.ts";
import { artifactBucketUnusable } from "./errors/stacks.ts";
import type { Session } from "./session.ts";

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
  const stack = await cloud.stacks.describe(bootstrapStackName);
  const problem =
    state === "off"
      ? "does not keep versions"
      : state === "foreign"
        ? "belongs to another account, or may not be read"
        : stack?.status.endsWith("_COMPLETE") && stack.status !== "ROLLBACK_COMPLETE"
          ? `is gone, although the stack ${bootstrapStackName} made it`
          : undefined;
  if (problem !== undefined) throw failure(artifactBucketUnusable, { message: `The bucket ${name} ${problem}.` });
  await runPhase(
    reporter,
    { phase: "deploy", describe: () => `the bucket ${name}, once for ${account} in ${region}` },
    () =>
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
