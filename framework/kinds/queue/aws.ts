import type { PlannedResource, PlannedTrigger } from "../../model/plan.ts";
import { reference } from "../../model/value.ts";
import {
  account,
  arn,
  concat,
  deadLetterQueue,
  denyPlaintext,
  getAtt,
  listenedTo,
  policyDocument,
  ref,
  region,
  urlSuffix,
} from "../cloudformation.ts";
import type { AwsContext, AwsTriggerContext, CloudFormationObject, Fragment } from "../kind.ts";
import type { ConsumesProperties, QueueProperties } from "./options.ts";

/** A queue with a dead-letter queue of its own: both encrypted, both closed to plain HTTP. */
export function synthesizeResource(resource: PlannedResource<QueueProperties>, context: AwsContext): Fragment {
  const id = `${resource.logicalId}Queue`;
  const name = getAtt(id, "QueueName");
  return {
    resources: {
      [id]: { Type: "AWS::SQS::Queue", Properties: describeQueue(resource, context), ...context.retention },
      [`${id}Policy`]: {
        Type: "AWS::SQS::QueuePolicy",
        Properties: {
          Queues: [ref(id)],
          PolicyDocument: policyDocument(denyPlaintext("sqs:*", [getAtt(id, "Arn")])),
        },
      },
      ...deadLetterQueue(
        {
          stem: resource.logicalId,
          tags: context.tags(resource.id),
          fifo: resource.properties.fifo,
          senders: [],
        },
        context,
      ),
    },
    attributes: {
      arn: arn("sqs", name),
      name,
      url: concat("https://sqs.", region, ".", urlSuffix, "/", account, "/", name),
    },
  };
}

function describeQueue(resource: PlannedResource<QueueProperties>, context: AwsContext): CloudFormationObject {
  const { fifo, deduplicate, delay, retention, retries, visibility } = resource.properties;
  return {
    ...(fifo && { FifoQueue: true, ContentBasedDeduplication: deduplicate }),
    DelaySeconds: delay,
    MessageRetentionPeriod: retention,
    ...(visibility !== undefined && { VisibilityTimeout: visibility }),
    RedrivePolicy: {
      deadLetterTargetArn: getAtt(`${resource.logicalId}DeadLetters`, "Arn"),
      maxReceiveCount: retries,
    },
    RedriveAllowPolicy: { redrivePermission: "denyAll" },
    SqsManagedSseEnabled: true,
    Tags: context.tags(resource.id).list,
  };
}

/** Lambda polls the queue; a batch reports the messages that failed, so that the others are not delivered again. */
export function synthesizeTrigger(trigger: PlannedTrigger<ConsumesProperties>, context: AwsTriggerContext): Fragment {
  const { batch, window, concurrency } = trigger.properties;
  return {
    resources: {
      [`${trigger.logicalId}EventSource`]: {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: {
          EventSourceArn: context.value(reference(listenedTo(context).id, "arn")),
          FunctionName: context.alias,
          BatchSize: batch,
          ...(window > 0 && { MaximumBatchingWindowInSeconds: window }),
          FunctionResponseTypes: ["ReportBatchItemFailures"],
          ...(concurrency !== undefined && { ScalingConfig: { MaximumConcurrency: concurrency } }),
          Tags: context.tags(trigger.handler).list,
        },
      },
    },
  };
}
