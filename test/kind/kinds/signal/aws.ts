import {
  type AwsContext,
  type AwsTriggerContext,
  denyPlaintext,
  type Fragment,
  invokePermission,
  listenedTo,
  type PlannedResource,
  type PlannedTrigger,
  policyDocument,
  ref,
  reference,
} from "../../kind.ts";
import type { SignalProperties } from "./options.ts";

/** An encrypted topic, closed to plain HTTP. */
export function synthesizeResource(
  { id, logicalId, properties }: PlannedResource<SignalProperties>,
  context: AwsContext,
): Fragment {
  const topic = `${logicalId}Topic`;
  return {
    resources: {
      [topic]: {
        Type: "AWS::SNS::Topic",
        Properties: {
          ...(properties.title !== undefined && { DisplayName: properties.title }),
          KmsMasterKeyId: "alias/aws/sns",
          Tags: context.tags(id).list,
        },
      },
      [`${topic}Policy`]: {
        Type: "AWS::SNS::TopicPolicy",
        Properties: {
          Topics: [ref(topic)],
          PolicyDocument: policyDocument(denyPlaintext("sns:Publish", [ref(topic)])),
        },
      },
    },
    attributes: { arn: ref(topic) },
  };
}

/** A subscription that starts the function; what cannot be delivered goes to its dead letters. */
export function synthesizeTrigger(trigger: PlannedTrigger, context: AwsTriggerContext): Fragment {
  const id = `${trigger.logicalId}Subscription`;
  const topic = context.value(reference(listenedTo(context).id, "arn"));
  const sender = { service: "sns.amazonaws.com", arn: topic };
  return {
    resources: {
      [id]: {
        Type: "AWS::SNS::Subscription",
        Properties: {
          TopicArn: topic,
          Protocol: "lambda",
          Endpoint: context.alias,
          RedrivePolicy: { deadLetterTargetArn: context.deadLetters },
        },
      },
      [`${id}Permission`]: invokePermission(context.alias, sender),
    },
    deadLetters: [sender],
  };
}
