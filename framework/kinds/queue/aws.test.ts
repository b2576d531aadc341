import { describe, expect, test } from "vitest";
import { resourceContext, triggerContext } from "../../../test/templates/context.ts";
import { functionOf, resourceOf, triggerOf } from "../../../test/templates/plans/build.ts";
import type { PlannedResource, PlannedTrigger } from "../../model/plan.ts";
import { synthesizeResource, synthesizeTrigger } from "./aws.ts";
import type { ConsumesProperties, QueueProperties } from "./options.ts";

const defaults = { fifo: false, retries: 5, visibility: 180, retention: 345_600, delay: 0, deduplicate: false };

function queue(properties: Partial<QueueProperties> = {}): PlannedResource<QueueProperties> {
  const planned = resourceOf({ id: "Orders.incoming", kind: "queue", properties: {} });
  return { ...planned, properties: { ...defaults, ...properties } };
}

function propertiesOf(resource: PlannedResource<QueueProperties>, id: string) {
  return synthesizeResource(resource, resourceContext()).resources[id]?.Properties;
}

describe("a queue", () => {
  test("is encrypted, gives up after its retries, and is nobody's dead-letter queue", () => {
    expect(propertiesOf(queue({ delay: 3 }), "OrdersIncomingQueue")).toEqual({
      DelaySeconds: 3,
      MessageRetentionPeriod: 345_600,
      VisibilityTimeout: 180,
      RedrivePolicy: {
        deadLetterTargetArn: { "Fn::GetAtt": ["OrdersIncomingDeadLetters", "Arn"] },
        maxReceiveCount: 5,
      },
      RedriveAllowPolicy: { redrivePermission: "denyAll" },
      SqsManagedSseEnabled: true,
      Tags: [{ Key: "iffc:resource", Value: "Orders.incoming" }],
    });
  });

  test("that is FIFO has a dead-letter queue that is", () => {
    const fifo = queue({ fifo: true, deduplicate: true });
    expect(propertiesOf(fifo, "OrdersIncomingQueue")).toMatchObject({
      FifoQueue: true,
      ContentBasedDeduplication: true,
    });
    expect(propertiesOf(fifo, "OrdersIncomingDeadLetters")).toMatchObject({ FifoQueue: true });
  });

  test("keeps its data with its dead letters", () => {
    const { resources } = synthesizeResource(queue(), resourceContext());
    const kept = Object.keys(resources).filter((id) => resources[id]?.DeletionPolicy === "RetainExceptOnCreate");
    expect(kept).toEqual(["OrdersIncomingQueue", "OrdersIncomingDeadLetters"]);
  });

  test("is closed to plain HTTP", () => {
    expect(propertiesOf(queue(), "OrdersIncomingQueuePolicy")).toMatchObject({
      Queues: [{ Ref: "OrdersIncomingQueue" }],
      PolicyDocument: { Statement: [{ Effect: "Deny", Resource: [{ "Fn::GetAtt": ["OrdersIncomingQueue", "Arn"] }] }] },
    });
  });

  test("is known elsewhere by its generated name alone", () => {
    const { attributes } = synthesizeResource(queue(), resourceContext());
    const sources = JSON.stringify(attributes).match(/"Fn::GetAtt":\[[^\]]*\]/gu);
    expect(Object.keys(attributes ?? {})).toEqual(["arn", "name", "url"]);
    expect(new Set(sources)).toEqual(new Set(['"Fn::GetAtt":["OrdersIncomingQueue","QueueName"]']));
  });
});

describe("a consumer", () => {
  function consume(properties: Partial<ConsumesProperties>) {
    const planned = triggerOf({ id: "Orders.fulfil", kind: "queue", decorator: "Consumes", properties: {} });
    const trigger: PlannedTrigger<ConsumesProperties> = {
      ...planned,
      properties: { batch: 10, window: 0, ...properties },
    };
    const context = triggerContext(functionOf("Orders.fulfil"), queue());
    return synthesizeTrigger(trigger, context).resources["OrdersFulfilEventSource"]?.Properties;
  }

  test("polls for the alias, and reports the messages that failed", () => {
    expect(consume({})).toEqual({
      EventSourceArn: "<Orders.incoming.arn>",
      FunctionName: "<Orders.fulfil.alias>",
      BatchSize: 10,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      Tags: [{ Key: "iffc:resource", Value: "Orders.fulfil" }],
    });
  });

  test("gathers and holds back as it is told", () => {
    expect(consume({ batch: 500, window: 20, concurrency: 7 })).toMatchObject({
      BatchSize: 500,
      MaximumBatchingWindowInSeconds: 20,
      ScalingConfig: { MaximumConcurrency: 7 },
    });
  });
});
