import { bundledModule, type Kind, reference, type ResourceDefinition, type TriggerDefinition } from "../../kind.ts";
import { synthesizeResource, synthesizeTrigger } from "./aws.ts";
import { nobodyListens } from "./findings.ts";
import { signalOptions, type SignalProperties } from "./options.ts";

const resource: ResourceDefinition<SignalProperties> = {
  decorator: "Signal",
  fieldTypes: ["Signal"],
  contracts: { content: 0 },
  tier: "state",
  stateful: false,
  options: signalOptions,
  immutable: [],
  verbs: {
    raise: { grants: ({ id }) => [{ actions: ["sns:Publish"], on: [reference(id, "arn")] }] },
  },
  capabilities: { Raiser: ["raise"] },
  settle(properties, listeners, report) {
    if (listeners.length === 0) report(nobodyListens);
    return properties;
  },
  client: {
    ...bundledModule(import.meta.url, "./client", "createClient"),
    variables: ({ id }) => ({ arn: reference(id, "arn") }),
  },
  aws: synthesizeResource,
};

const onSignal: TriggerDefinition = {
  decorators: { OnSignal: {} },
  listensTo: "field",
  options: {},
  repeatable: false,
  contracts: "resource",
  tier: "service",
  timeout: { default: 30, max: 900 },
  describe: ({ resource: id }) => ({ label: `what is raised on ${id}` }),
  serve: bundledModule(import.meta.url, "./serve", "serve"),
  aws: synthesizeTrigger,
};

/** Topics of SNS: what is raised reaches every function that listens. */
export const signal: Kind = {
  name: "signal",
  resource,
  triggers: [onSignal],
  findings: [nobodyListens],
  local: async () => (await import("./local.ts")).local,
};
