import { failure } from "../../diagnostics/failure.ts";
import { removalFailed } from "./errors/stacks.ts";
import type { Session } from "./session.ts";
import type { LiveStack } from "./snapshot.ts";

/**
 * Empties what the stack's deletion would fail on: the buckets that its template does not say to keep. Versions and
 * delete markers go as well.
 */
export async function emptyDoomed(session: Session, { arn, name, template }: LiveStack): Promise<void> {
  const resources = await session.cloud.stacks.resources(arn);
  for (const { type, logicalId, physicalId } of resources) {
    if (type !== "AWS::S3::Bucket" || physicalId === undefined) continue;
    if (template?.Resources[logicalId]?.DeletionPolicy?.startsWith("Retain")) continue;
    const detail = `${name}: emptying ${physicalId}`;
    session.reporter.report({ type: "phase.progress", phase: "remove", detail });
    await emptyPrefix(session, physicalId, "");
  }
}

/** Deletes every version of every object under a prefix, by pages. Nothing to do where the bucket does not exist. */
export async function emptyPrefix({ cloud }: Session, bucketName: string, prefix: string): Promise<void> {
  for (;;) {
    const versions = await cloud.objects.versions(bucketName, prefix);
    if (versions.length === 0) return;
    const kept = await cloud.objects.deleteVersions(bucketName, versions);
    if (kept.length > 0) {
      throw failure(removalFailed, {
        message: `${kept.length} objects of ${bucketName} cannot be deleted: ${kept[0]}`,
      });
    }
  }
}
