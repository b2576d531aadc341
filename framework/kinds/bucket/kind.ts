import { join, reference } from "../../model/value.ts";
import type { Kind, Permission, ResourceDefinition, TriggerDefinition, Verb } from "../kind.ts";
import { bundledModule } from "../module.ts";
import { synthesizeResource, synthesizeTrigger } from "./aws.ts";
import { bucketFindings } from "./findings.ts";
import { bucketOptions, onObjectOptions, type BucketProperties, type OnObjectProperties } from "./options.ts";
import { checkBucket } from "./rules.ts";

const resource: ResourceDefinition<BucketProperties> = {
  decorator: "Bucket",
  fieldTypes: ["Bucket"],
  tier: "state",
  stateful: true,
  options: bucketOptions,
  immutable: [],
  verbs: {
    get: { grants: mayRead },
    getText: { grants: mayRead },
    list: { grants: ({ id }) => [onBucket(id, "ListBucket")] },
    downloadUrl: onObjects("GetObject"),
    put: onObjects("PutObject"),
    delete: onObjects("DeleteObject"),
    uploadUrl: onObjects("PutObject"),
  },
  capabilities: {
    ObjectReader: ["get", "getText", "list", "downloadUrl"],
    ObjectWriter: ["put", "delete", "uploadUrl"],
  },
  check: checkBucket,
  settle: (properties, listeners) => ({ ...properties, events: listeners.length > 0 }),
  client: {
    ...bundledModule(import.meta.url, "./client", "createClient"),
    variables: ({ id }) => ({ name: reference(id, "name") }),
  },
  aws: synthesizeResource,
};

const onObject: TriggerDefinition<OnObjectProperties> = {
  decorators: { OnObject: {} },
  listensTo: "field",
  options: onObjectOptions,
  repeatable: true,
  tier: "service",
  timeout: { default: 30, max: 900 },
  describe: ({ resource: id, properties: { event } }) => ({ label: `objects ${event} in ${id}` }),
  serve: bundledModule(import.meta.url, "./serve", "serve"),
  aws: synthesizeTrigger,
};

function onBucket(id: string, action: string): Permission {
  return { actions: [`s3:${action}`], on: [reference(id, "arn")] };
}

/** Takes one action of S3 on any object of the bucket. */
function onObjects(action: string): Verb {
  return { grants: ({ id }) => [{ actions: [`s3:${action}`], on: [join(reference(id, "arn"), "/*")] }] };
}

/**
 * Without the right to list the bucket, S3 answers 403 for a key that is not there, which cannot be told from a missing
 * permission: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
function mayRead({ id }: { readonly id: string }): readonly Permission[] {
  return [{ actions: ["s3:GetObject"], on: [join(reference(id, "arn"), "/*")] }, onBucket(id, "ListBucket")];
}

/** Objects: bytes under a key. */
export const bucket: Kind = {
  name: "bucket",
  resource,
  triggers: [onObject],
  findings: bucketFindings,
  local: async () => (await import("./local.ts")).local,
};
