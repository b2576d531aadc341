import type { Kept } from "./remove.ts";
import type { Session } from "./session.ts";

/** What stands before a physical id in the ARNs of a type: its service, with region and account where ARNs have them. */
const stems: Readonly<Record<string, { readonly service: string; readonly prefix: string; readonly global?: true }>> = {
  "AWS::DynamoDB::Table": { service: "dynamodb", prefix: "table/" },
  "AWS::S3::Bucket": { service: "s3", prefix: "", global: true },
  "AWS::SQS::Queue": { service: "sqs", prefix: "" },
  "AWS::Logs::LogGroup": { service: "logs", prefix: "log-group:" },
};

/** The ARN of a resource that CloudFormation names in its own way; the name itself where the type is not known. */
export function arnOf({ type, physicalId }: Kept, { environment, partition }: Session): string {
  const stem = stems[type];
  if (!stem || physicalId.startsWith("arn:")) return physicalId;
  const { region, account = "" } = environment;
  const place = stem.global ? ":" : `${region}:${account}`;
  // A queue is named by its address.
  const name = /^https?:/u.test(physicalId) ? physicalId.slice(physicalId.lastIndexOf("/") + 1) : physicalId;
  return `arn:${partition}:${stem.service}:${place}:${stem.prefix}${name}`;
}
