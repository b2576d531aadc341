import { compareText, type JsonObject } from "../../model/json.ts";
import type { PlannedResource } from "../../model/plan.ts";
import { join, reference } from "../../model/value.ts";
import type { Kind, Permission, ResourceDefinition, Verb } from "../kind.ts";
import { bundledModule } from "../module.ts";
import { synthesizeResource } from "./aws.ts";
import { tableFindings } from "./findings.ts";
import { keyAttribute, tableOptions, type TableProperties } from "./options.ts";
import { checkIndexUse, checkTable } from "./rules.ts";
import { settleTable, updateTable } from "./update.ts";

const resource: ResourceDefinition<TableProperties> = {
  decorator: "Table",
  fieldTypes: ["Table"],
  tier: "state",
  stateful: true,
  options: tableOptions,
  immutable: ["partitionKey", "sortKey"] satisfies readonly (keyof TableProperties)[],
  verbs: {
    get: onTable("GetItem"),
    query: onTable("Query"),
    queryIndex: { grants: mayQueryIndex, check: checkIndexUse },
    scan: onTable("Scan"),
    put: onTable("PutItem"),
    create: onTable("PutItem"),
    update: onTable("UpdateItem"),
    delete: onTable("DeleteItem"),
  },
  capabilities: {
    Reader: ["get", "query", "queryIndex", "scan"],
    Writer: ["put", "create", "update", "delete"],
  },
  check: checkTable,
  settle: settleTable,
  update: updateTable,
  client: {
    ...bundledModule(import.meta.url, "./client", "createClient"),
    variables: ({ id }) => ({ name: reference(id, "name") }),
    settings: describeKeys,
  },
  aws: synthesizeResource,
};

/** Takes one action of DynamoDB on the table itself. */
function onTable(action: string): Verb {
  return { grants: ({ id }) => [{ actions: [`dynamodb:${action}`], on: [reference(id, "arn")] }] };
}

/** The index that the code names, or each that the table has where the name is not known. */
function mayQueryIndex(
  { id, properties }: PlannedResource<TableProperties>,
  index: string | undefined,
): readonly Permission[] {
  const declared = Object.keys(properties.indexes ?? {});
  const names = declared.filter((name) => index === undefined || name === index).sort(compareText);
  if (names.length === 0) return [];
  return [{ actions: ["dynamodb:Query"], on: names.map((name) => join(reference(id, "arn"), `/index/${name}`)) }];
}

/** The attributes that find items, by name, in the table and in its indexes. */
function describeKeys({ indexes = {}, ...keys }: TableProperties): JsonObject {
  const described = Object.entries(indexes).map(([name, index]) => [name, nameKeys(index)] as const);
  return { ...nameKeys(keys), indexes: Object.fromEntries(described) };
}

function nameKeys({ partitionKey, sortKey }: Pick<TableProperties, "partitionKey" | "sortKey">): JsonObject {
  return {
    partitionKey: keyAttribute(partitionKey).name,
    ...(sortKey !== undefined && { sortKey: keyAttribute(sortKey).name }),
  };
}

/** Items that are found by their keys. */
export const table: Kind = {
  name: "table",
  resource,
  triggers: [],
  findings: tableFindings,
  local: async () => (await import("./local.ts")).local,
};
