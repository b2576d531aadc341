import { createHash } from "node:crypto";
import type { ObjectLocation } from "./cloud/objects.ts";
import type { Session } from "./session.ts";

/** Something to keep in the artifact bucket. */
export interface Content {
  readonly key: string;
  readonly body: Uint8Array;
  readonly contentType: string;
}

/**
 * Puts content into the artifact bucket and returns where it is, down to its version. What is there already under the
 * same key and with the same SHA-256 is left alone.
 */
export async function storeOnce(session: Session, { key, body, contentType }: Content): Promise<ObjectLocation> {
  const { artifactBucketName: bucketName, cloud } = session;
  const sha256 = sha256Of(body);
  const known = await cloud.objects.head(bucketName, key);
  if (known?.sha256 === sha256) return { bucketName, key, version: known.version };
  return cloud.objects.write({ bucketName, key, body, sha256, contentType });
}

/** The last part of a key for content that is stored by its hash: SHA-256 in hexadecimal. */
export function hashOf(sha256: string): string {
  return Buffer.from(sha256, "base64").toString("hex");
}

/** SHA-256 in base64, as S3 and Lambda report it. */
export function sha256Of(body: Uint8Array): string {
  return createHash("sha256").update(body).digest("base64");
}
