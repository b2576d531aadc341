import type { JsonObject } from "../../model/json.ts";
import type { PlannedResource } from "../../model/plan.ts";
import { reference } from "../../model/value.ts";
import type { Kind, Permission, ResourceDefinition, TriggerDefinition } from "../kind.ts";
import { bundledModule } from "../module.ts";
import { synthesizeResource, synthesizeTrigger } from "./aws.ts";
import { queueFindings } from "./findings.ts";
import { consumesOptions, queueOptions, type ConsumesProperties, type QueueProperties } from "./options.ts";
import { checkQueue, settleQueue } from "./rules.ts";

const resource: ResourceDefinition<QueueProperties> = {
  decorator: "Queue",
  fieldTypes: ["Queue", "FifoQueue"],
  contracts: { message: 0 },
  tier: "state",
  stateful: true,
  options: queueOptions,
  immutable: ["fifo"] satisfies readonly (keyof QueueProperties)[],
  verbs: {
    send: { grants: maySend },
    sendAll: { grants: maySend },
  },
  capabilities: { Sender: ["send", "sendAll"] },
  check: checkQueue,
  settle: settleQueue,
  client: {
    ...bundledModule(import.meta.url, "./client", "createClient"),
    variables: ({ id }) => ({ url: reference(id, "url") }),
    settings: ({ fifo, deduplicate }): JsonObject => (fifo && !deduplicate ? { unique: true } : {}),
  },
  aws: synthesizeResource,
};

const consumes: TriggerDefinition<ConsumesProperties> = {
  decorators: { Consumes: {} },
  listensTo: "field",
  options: consumesOptions,
  repeatable: false,
  contracts: "resource",
  tier: "service",
  timeout: { default: 30, max: 900 },
  grants: mayConsume,
  describe: ({ resource: id }) => ({ label: `messages of ${id}` }),
  serve: bundledModule(import.meta.url, "./serve", "serve"),
  aws: synthesizeTrigger,
};

/** One and ten messages at a time take the same permission. */
function maySend({ id }: PlannedResource): readonly Permission[] {
  return [{ actions: ["sqs:SendMessage"], on: [reference(id, "arn")] }];
}

/** What Lambda's poller needs: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
function mayConsume({ id }: PlannedResource): readonly Permission[] {
  return [
    { actions: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"], on: [reference(id, "arn")] },
  ];
}

/** Messages that wait until somebody works on them. */
export const queue: Kind = {
  name: "queue",
  resource,
  triggers: [consumes],
  findings: queueFindings,
  local: async () => (await import("./local.ts")).local,
};
