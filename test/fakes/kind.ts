import type { Kind, ResourceDefinition, TriggerDefinition } from "../../framework/kinds/kind.ts";
import { join, reference } from "../../framework/model/value.ts";

/** A resource of a made-up kind, with one verb that is exact and one whose grant depends on its argument. */
const shelf: ResourceDefinition = {
  decorator: "Shelf",
  fieldTypes: ["Shelf"],
  tier: "state",
  stateful: true,
  options: {},
  immutable: ["wood"],
  verbs: {
    take: { grants: ({ id }) => [{ actions: ["shelf:Take", "shelf:Look"], on: [reference(id, "arn")] }] },
    reach: {
      grants: ({ id }, board) => [{ actions: ["shelf:Reach"], on: [join(reference(id, "arn"), `/${board ?? "*"}`)] }],
    },
  },
  capabilities: { Taker: ["take"] },
  settle: (properties, listeners) => ({
    ...properties,
    patience: Math.max(0, ...listeners.map(({ timeout }) => timeout * 6)),
  }),
  client: {
    module: "file:///client.js",
    factory: "createClient",
    variables: ({ id }) => ({ arn: reference(id, "arn") }),
    settings: ({ wood }) => ({ wood: wood ?? null }),
  },
  aws: ({ logicalId }) => ({
    resources: { [`${logicalId}Shelf`]: { Type: "Test::Shelf" } },
    attributes: { arn: { "Fn::GetAtt": [`${logicalId}Shelf`, "Arn"] } },
  }),
};

/** Starts a function when something is put on a shelf. */
const onPut: TriggerDefinition = {
  decorators: { OnPut: {} },
  listensTo: "field",
  options: {},
  repeatable: false,
  contracts: "resource",
  tier: "service",
  timeout: { default: 30, max: 900 },
  grants: ({ id }) => [{ actions: ["shelf:Watch"], on: [reference(id, "arn")] }],
  serve: { module: "file:///serve.js", factory: "serve" },
  describe: ({ resource }) => ({ label: `what is put on ${resource}` }),
  aws: ({ logicalId }) => ({ resources: { [`${logicalId}Watch`]: { Type: "Test::Watch" } } }),
};

/** Starts a function when somebody knocks: the app gets one door as soon as anybody listens to it. */
const door: ResourceDefinition = {
  ...shelf,
  fieldTypes: [],
  implicitId: "Door",
  stateful: false,
  immutable: [],
  verbs: {},
  capabilities: {},
};

const onKnock: TriggerDefinition = {
  ...onPut,
  decorators: { Knock: { times: 1 }, KnockTwice: { times: 2 } },
  listensTo: "app",
  repeatable: true,
  tier: "edge",
  timeout: { default: 10, max: 29 },
};

const local = (): never => {
  throw new Error("This kind has no local half.");
};

/** Two made-up kinds that exercise every part of the contract that planning reads. */
export const fakeKinds: readonly Kind[] = [
  { name: "shelf", resource: shelf, triggers: [onPut], findings: [], local },
  { name: "door", resource: door, triggers: [onKnock], findings: [], local },
];
