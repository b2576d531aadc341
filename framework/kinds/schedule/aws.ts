import type { PlannedTrigger } from "../../model/plan.ts";
import { arn, getAtt, policyDocument, trustPolicy } from "../cloudformation.ts";
import type { AwsTriggerContext, CloudFormationObject, Fragment } from "../kind.ts";
import type { ScheduleProperties } from "./options.ts";

/** The most that EventBridge Scheduler allows: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html */
const retryPolicy = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };

/** A schedule, and a role of its own that may start this one function and put on its dead-letter queue. */
export function synthesizeTrigger(trigger: PlannedTrigger<ScheduleProperties>, context: AwsTriggerContext): Fragment {
  const id = `${trigger.logicalId}Schedule`;
  const invoker = `${trigger.logicalId}Invoker`;
  const { timezone } = trigger.properties;
  return {
    resources: {
      [id]: {
        Type: "AWS::Scheduler::Schedule",
        Properties: {
          ScheduleExpression: scheduleExpression(trigger.properties),
          ...(timezone !== undefined && { ScheduleExpressionTimezone: timezone }),
          FlexibleTimeWindow: { Mode: "OFF" },
          State: "ENABLED",
          Target: {
            Arn: context.alias,
            RoleArn: getAtt(invoker, "Arn"),
            RetryPolicy: retryPolicy,
            DeadLetterConfig: { Arn: context.deadLetters },
          },
        },
      },
      [invoker]: { Type: "AWS::IAM::Role", Properties: describeInvoker(trigger, context) },
    },
    deadLetters: [],
  };
}

function describeInvoker(trigger: PlannedTrigger, context: AwsTriggerContext): CloudFormationObject {
  return {
    // The condition must name a schedule group, never a schedule:
    // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    AssumeRolePolicyDocument: trustPolicy("scheduler.amazonaws.com", {
      ArnEquals: { "aws:SourceArn": arn("scheduler", "schedule-group/default") },
    }),
    Policies: [
      {
        PolicyName: "invoke",
        PolicyDocument: policyDocument(
          { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: [context.alias] },
          { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [context.deadLetters] },
        ),
      },
    ],
    Tags: context.tags(trigger.handler).list,
  };
}

function scheduleExpression({ rate, cron }: ScheduleProperties): string {
  return cron === undefined ? `rate(${rate ?? ""})` : `cron(${cron})`;
}
