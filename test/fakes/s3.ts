import { randomUUID } from "node:crypto";
import { S3, type S3ServiceException } from "@aws-sdk/client-s3";

/** An implementation of S3 under test. */
export interface BucketSubject {
  /** Path-style, with one attempt per call. */
  readonly client: S3;
}

/** A client of an S3 on this machine, which makes every request once. */
export function s3Client(endpoint: string): S3 {
  const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" };
  return new S3({ endpoint, region: "eu-west-1", credentials, forcePathStyle: true, maxAttempts: 1 });
}

/** Someone who uses buckets through the client of a subject, which may be known only later, with few words. */
export function bucketUser(subject: () => BucketSubject) {
  const s3 = (): S3 => subject().client;
  return {
    make: async (versioned = false): Promise<string> => {
      const Bucket = `test-${randomUUID()}`;
      await s3().createBucket({ Bucket });
      const VersioningConfiguration = { Status: "Enabled" as const };
      if (versioned) await s3().putBucketVersioning({ Bucket, VersioningConfiguration });
      return Bucket;
    },

    /** Writes an object; its body is its key unless the test says otherwise. */
    put: (Bucket: string, Key: string, Body: string | Uint8Array = Key) => s3().putObject({ Bucket, Key, Body }),

    text: async (Bucket: string, Key: string, more: { VersionId?: string; Range?: string } = {}) => {
      return (await s3().getObject({ Bucket, Key, ...more })).Body?.transformToString();
    },

    keys: async (Bucket: string, Prefix?: string) => {
      const { Contents = [] } = await s3().listObjectsV2({ Bucket, ...(Prefix !== undefined && { Prefix }) });
      return Contents.map(({ Key }) => Key);
    },
  };
}

/** The status and the name of the error that a call ends in: `404 NoSuchKey`. */
export async function failure(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: S3ServiceException) => reason,
  );
  return error ? `${error.$metadata?.httpStatusCode} ${error.name}` : "no error";
}
