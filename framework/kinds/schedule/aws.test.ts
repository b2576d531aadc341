import { describe, expect, test } from "vitest";
import { triggerContext } from "../../../test/templates/context.ts";
import { functionOf, triggerOf } from "../../../test/templates/plans/build.ts";
import { synthesizeTrigger } from "./aws.ts";
import type { ScheduleProperties } from "./options.ts";

function synthesizeSchedule(properties: ScheduleProperties) {
  const trigger = triggerOf({ id: "Orders.sweep#2", kind: "schedule", decorator: "Every", properties: {} });
  return synthesizeTrigger({ ...trigger, properties }, triggerContext(functionOf("Orders.sweep")));
}

describe("a schedule", () => {
  test("starts the alias at a rate", () => {
    const { resources } = synthesizeSchedule({ rate: "5 minutes" });
    expect(resources["OrdersSweep2Schedule"]?.Properties).toEqual({
      ScheduleExpression: "rate(5 minutes)",
      FlexibleTimeWindow: { Mode: "OFF" },
      State: "ENABLED",
      Target: {
        Arn: "<Orders.sweep.alias>",
        RoleArn: { "Fn::GetAtt": ["OrdersSweep2Invoker", "Arn"] },
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        DeadLetterConfig: { Arn: "<Orders.sweep.deadLetters>" },
      },
    });
  });

  test("starts it at moments of a time zone", () => {
    const { resources } = synthesizeSchedule({ cron: "0 12 * * ? *", timezone: "Europe/Berlin" });
    expect(resources["OrdersSweep2Schedule"]?.Properties).toMatchObject({
      ScheduleExpression: "cron(0 12 * * ? *)",
      ScheduleExpressionTimezone: "Europe/Berlin",
    });
  });

  test("has a role that may do no more than that, for the schedules of this account", () => {
    const { resources, deadLetters } = synthesizeSchedule({ rate: "1 hour" });
    expect(resources["OrdersSweep2Invoker"]?.Properties).toMatchObject({
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { Service: "scheduler.amazonaws.com" },
            Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } }, ArnEquals: {} },
          },
        ],
      },
      Policies: [
        {
          PolicyDocument: {
            Statement: [
              { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: ["<Orders.sweep.alias>"] },
              { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: ["<Orders.sweep.deadLetters>"] },
            ],
          },
        },
      ],
    });
    expect(deadLetters).toEqual([]);
  });
});
