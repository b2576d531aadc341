import {
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { accessDenied } from "../../errors/access.ts";
import { isFailure } from "../../../../diagnostics/failure.ts";
import type { ObjectLocation, Objects, ObjectVersion, ObjectWrite } from "../objects.ts";
import { call, callForExisting } from "./call.ts";

/** Where the clients lead. */
export interface Place {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** The address that AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL names instead of AWS's own. */
  readonly s3Endpoint?: string | undefined;
}

/** S3 through the SDK. */
export function sdkObjects(client: S3Client, place: Place): Objects {
  const inBucket = (bucketName: string): InBucket => addressOf(bucketName, place.account);
  return {
    versioning: (bucketName) => readVersioning(client, inBucket(bucketName)),
    async head(bucketName, key) {
      const command = new HeadObjectCommand({ ...inBucket(bucketName), Key: key, ChecksumMode: "ENABLED" });
      const answer = await callForExisting("s3:HeadObject", () => client.send(command), "NotFound", "NoSuchKey");
      return (
        answer && { version: answer.VersionId ?? "", ...(answer.ChecksumSHA256 && { sha256: answer.ChecksumSHA256 }) }
      );
    },
    async read(bucketName, key) {
      const send = async () => {
        const answer = await client.send(new GetObjectCommand({ ...inBucket(bucketName), Key: key }));
        return answer.Body?.transformToByteArray();
      };
      return callForExisting("s3:GetObject", send, "NoSuchKey", "NoSuchBucket");
    },
    async write(request) {
      const answer = await call("s3:PutObject", () => client.send(putCommand(request, inBucket(request.bucketName))));
      return { bucketName: request.bucketName, key: request.key, version: answer.VersionId ?? "" };
    },
    async versions(bucketName, prefix) {
      const command = new ListObjectVersionsCommand({ ...inBucket(bucketName), Prefix: prefix });
      const answer = await callForExisting("s3:ListObjectVersions", () => client.send(command), "NoSuchBucket");
      const found = [...(answer?.Versions ?? []), ...(answer?.DeleteMarkers ?? [])];
      return found.map((item) => ({ key: item.Key ?? "", version: item.VersionId ?? "" }));
    },
    async deleteVersions(bucketName, versions) {
      const command = new DeleteObjectsCommand({
        ...inBucket(bucketName),
        Delete: { Quiet: true, Objects: named(versions) },
      });
      const answer = await call("s3:DeleteObjects", () => client.send(command));
      return (answer.Errors ?? []).map((error) => `${error.Key}: ${error.Message}`);
    },
    url: (location) => urlOf(client, location, place),
  };
}

/** What every request begins with: the bucket, and whose it must be. */
type InBucket = ReturnType<typeof addressOf>;

function addressOf(bucketName: string, account: string) {
  return { Bucket: bucketName, ExpectedBucketOwner: account };
}

function putCommand(request: ObjectWrite, inBucket: InBucket): PutObjectCommand {
  return new PutObjectCommand({
    ...inBucket,
    Key: request.key,
    Body: request.body,
    ContentType: request.contentType,
    ChecksumSHA256: request.sha256,
  });
}

function named(versions: readonly ObjectVersion[]) {
  return versions.map((item) => ({ Key: item.key, VersionId: item.version }));
}

async function readVersioning(client: S3Client, inBucket: InBucket): ReturnType<Objects["versioning"]> {
  try {
    const send = () => client.send(new GetBucketVersioningCommand(inBucket));
    const answer = await callForExisting("s3:GetBucketVersioning", send, "NoSuchBucket");
    if (!answer) return "missing";
    return answer.Status === "Enabled" ? "on" : "off";
  } catch (error) {
    if (isFailure(error, accessDenied)) return "foreign";
    throw error;
  }
}

/** By the SDK's own rules, so that it is right in every partition and for a custom endpoint. */
function urlOf(client: S3Client, { bucketName, key, version }: ObjectLocation, place: Place): string {
  const { url } = client.config.endpointProvider({
    Bucket: bucketName,
    Region: place.region,
    ForcePathStyle: place.s3Endpoint !== undefined,
    ...(place.s3Endpoint !== undefined && { Endpoint: place.s3Endpoint }),
  });
  const path = key.split("/").map(encodeURIComponent).join("/");
  return `${url.href.replace(/\/$/u, "")}/${path}?versionId=${encodeURIComponent(version)}`;
}
