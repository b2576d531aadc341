import type { PlannedResource, PlannedTrigger } from "../../model/plan.ts";
import { reference } from "../../model/value.ts";
import {
  concat,
  denyPlaintext,
  getAtt,
  invokePermission,
  listenedTo,
  partition,
  policyDocument,
  ref,
} from "../cloudformation.ts";
import type { AwsContext, AwsTriggerContext, CloudFormationObject, CloudFormationValue, Fragment } from "../kind.ts";
import type { BucketProperties, OnObjectProperties } from "./options.ts";

const secondsPerDay = 86_400;
/** Days after which the parts of an upload that nobody finished are deleted. */
const abandonedAfter = 7;

/** A private, encrypted bucket, closed to plain HTTP, that tells EventBridge of its objects where somebody listens. */
export function synthesizeResource(resource: PlannedResource<BucketProperties>, context: AwsContext): Fragment {
  const id = `${resource.logicalId}Bucket`;
  const name = ref(id);
  const arn = concat("arn:", partition, ":s3:::", name);
  return {
    resources: {
      [id]: { Type: "AWS::S3::Bucket", Properties: describeBucket(resource, context), ...context.retention },
      [`${id}Policy`]: {
        Type: "AWS::S3::BucketPolicy",
        Properties: {
          Bucket: name,
          PolicyDocument: policyDocument(denyPlaintext("s3:*", [arn, concat(arn, "/*")])),
        },
      },
    },
    attributes: { arn, name },
  };
}

function describeBucket(
  { id, properties }: PlannedResource<BucketProperties>,
  context: AwsContext,
): CloudFormationObject {
  return {
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
    },
    ...(properties.versions && { VersioningConfiguration: { Status: "Enabled" } }),
    ...(properties.events && {
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    }),
    LifecycleConfiguration: { Rules: lifecycleRules(properties) },
    Tags: context.tags(id).list,
  };
}

/** Where versions are kept, expiry hides an object first: its versions go as long again after, then the marker too. */
function lifecycleRules({ expires, versions }: BucketProperties): readonly CloudFormationObject[] {
  const abandoned = { AbortIncompleteMultipartUpload: { DaysAfterInitiation: abandonedAfter } };
  const rules: CloudFormationObject[] = [{ Id: "abandoned-uploads", Status: "Enabled", ...abandoned }];
  if (expires === undefined) return rules;
  const days = Math.ceil(expires / secondsPerDay);
  rules.push({
    Id: "expired-objects",
    Status: "Enabled",
    ExpirationInDays: days,
    ...(versions && { NoncurrentVersionExpiration: { NoncurrentDays: days } }),
  });
  if (versions) rules.push({ Id: "expired-markers", Status: "Enabled", ExpiredObjectDeleteMarker: true });
  return rules;
}

/** Events of one kind of one bucket, tried for a day: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html */
const retryPolicy = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };

/** A rule that starts the function for each matching event; what cannot be delivered goes to its dead letters. */
export function synthesizeTrigger(trigger: PlannedTrigger<OnObjectProperties>, context: AwsTriggerContext): Fragment {
  const id = `${trigger.logicalId}Rule`;
  const sender = { service: "events.amazonaws.com", arn: getAtt(id, "Arn") };
  return {
    resources: {
      [id]: {
        Type: "AWS::Events::Rule",
        Properties: {
          EventPattern: eventPattern(trigger.properties, context.value(reference(listenedTo(context).id, "name"))),
          State: "ENABLED",
          Targets: [
            {
              Id: "live",
              Arn: context.alias,
              RetryPolicy: retryPolicy,
              DeadLetterConfig: { Arn: context.deadLetters },
            },
          ],
          Tags: context.tags(trigger.handler).list,
        },
      },
      [`${id}Permission`]: invokePermission(context.alias, sender),
    },
    deadLetters: [sender],
  };
}

const detailTypes = { created: "Object Created", deleted: "Object Deleted" };

function eventPattern(properties: OnObjectProperties, name: CloudFormationValue): CloudFormationObject {
  const keys = keyPattern(properties);
  return {
    source: ["aws.s3"],
    "detail-type": [detailTypes[properties.event]],
    detail: { bucket: { name: [name] }, ...(keys && { object: { key: [keys] } }) },
  };
}

/** In EventBridge two matchers of one field are alternatives; both at once are one wildcard. */
function keyPattern({ prefix, suffix }: OnObjectProperties): CloudFormationObject | undefined {
  if (prefix !== undefined && suffix !== undefined) return { wildcard: `${literal(prefix)}*${literal(suffix)}` };
  if (prefix !== undefined) return { prefix };
  return suffix === undefined ? undefined : { suffix };
}

function literal(text: string): string {
  return text.replace(/[\\*]/gu, "\\$&");
}
