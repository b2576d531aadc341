import { randomUUID } from "node:crypto";
import { transaction } from "../../../database.ts";
import { requireTable, type Call, type Input } from "../call.ts";
import type { IndexDescription, TableDescription } from "../description.ts";
import type { Checked } from "../dynalite.ts";
import { check } from "../engine.ts";
import { dynamoError, notEmulated } from "../errors.ts";
import { tableArn, type Store } from "../store.ts";
import type { Table } from "../tables.ts";
import { readTags } from "./tags.ts";

/** `CreateTable` */
export function createTable(call: Call): object {
  const { operation, input, store } = call;
  requireTable(call);
  checkExtras(operation, input);
  const { Tags = [], ...definition } = input;
  return { TableDescription: withStatus(makeTable(store, definition, readTags(Tags)), "CREATING") };
}

/** Makes a table of the members of CreateTable. */
export function makeTable(store: Store, definition: Input, tags: Table["settings"]["tags"]): TableDescription {
  const checked = check(store, "CreateTable", definition);
  const description = describe(store, checked, definition);
  if (store.tables.find(description.TableName)) {
    throw dynamoError("ResourceInUseException", `Table already exists: ${description.TableName}`);
  }
  const table: Table = { description, settings: { recovery: false, tags } };
  store.tables.save(table);
  return describeNow(store, table);
}

/** `DescribeTable` */
export function describeTable(call: Call): object {
  const { operation, input, store } = call;
  requireTable(call);
  const checked = check(store, operation, input);
  return { Table: describeNow(store, store.tables.get(String(checked["TableName"]), true)) };
}

/** `DeleteTable` */
export function deleteTable(call: Call): object {
  const { operation, input, store } = call;
  requireTable(call);
  const table = store.tables.get(String(check(store, operation, input)["TableName"]), true);
  if (table.description.DeletionProtectionEnabled) {
    const rule =
      "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.";
    throw dynamoError("ValidationException", rule);
  }
  const description = describeNow(store, table);
  removeTable(store, table.description.TableName);
  return { TableDescription: withStatus(description, "DELETING") };
}

/** `ListTables` */
export function listTables({ operation, input, store, caller }: Call): object {
  caller.require("dynamodb:ListTables", "*");
  const { Limit = 100, ExclusiveStartTableName: start = "" } = check(store, operation, input);
  const rest = store.tables.names().filter((name) => name > String(start));
  const names = rest.slice(0, Number(Limit));
  return { TableNames: names, ...(names.length < rest.length && { LastEvaluatedTableName: names.at(-1) }) };
}

/** Removes a table with everything in it. */
export function removeTable(store: Store, name: string): void {
  transaction(store.database, () => {
    store.items.removeAll(name);
    store.tables.remove(name);
  });
}

/** A description with the numbers of this moment. */
export function describeNow(store: Store, { description }: Table): TableDescription {
  const { count, size } = store.items.measure(description.TableName);
  return { ...description, ItemCount: count, TableSizeBytes: size };
}

/** A description as it is answered while DynamoDB would still be at work; here the work is done already. */
export function withStatus(description: TableDescription, status: string): TableDescription {
  return { ...description, TableStatus: status };
}

/** Refuses what would change nothing here. */
export function checkExtras(operation: string, input: Input): void {
  const { StreamSpecification, SSESpecification } = input;
  if (isEnabled(StreamSpecification, "StreamEnabled")) throw notEmulated(`${operation} with StreamSpecification`);
  if (isEnabled(SSESpecification, "Enabled")) throw notEmulated(`${operation} with SSESpecification`);
}

function isEnabled(specification: unknown, member: string): boolean {
  return Boolean((specification as Input | undefined)?.[member]);
}

function describe(store: Store, checked: Checked, input: Input): TableDescription {
  const { GlobalSecondaryIndexes, LocalSecondaryIndexes, BillingMode, ProvisionedThroughput, ...rest } = checked;
  const name = String(rest["TableName"]);
  const arn = tableArn(store.context, name);
  const created = store.context.clock.now() / 1000;
  const isOnDemand = BillingMode === "PAY_PER_REQUEST";
  return {
    ...(rest as unknown as TableDescription),
    TableStatus: "ACTIVE",
    TableArn: arn,
    TableId: randomUUID(),
    CreationDateTime: created,
    ProvisionedThroughput: describeThroughput(ProvisionedThroughput),
    DeletionProtectionEnabled: input["DeletionProtectionEnabled"] === true,
    ...(input["TableClass"] !== undefined && { TableClassSummary: { TableClass: input["TableClass"] } }),
    ...(isOnDemand && { BillingModeSummary: { BillingMode, LastUpdateToPayPerRequestDateTime: created } }),
    ...describeIndexes("LocalSecondaryIndexes", LocalSecondaryIndexes, (index) => describeIndex(arn, index)),
    ...describeIndexes("GlobalSecondaryIndexes", GlobalSecondaryIndexes, (index) => describeGlobal(arn, index)),
  };
}

function describeIndexes(name: string, indexes: unknown, draw: (index: IndexDescription) => IndexDescription): object {
  return indexes === undefined ? {} : { [name]: (indexes as readonly IndexDescription[]).map(draw) };
}

function describeIndex(arn: string, index: IndexDescription): IndexDescription {
  return { ...index, IndexArn: `${arn}/index/${index.IndexName}`, IndexSizeBytes: 0, ItemCount: 0 };
}

/** A global index as DescribeTable answers it. */
export function describeGlobal(arn: string, index: IndexDescription): IndexDescription {
  return {
    ...describeIndex(arn, index),
    IndexStatus: "ACTIVE",
    ProvisionedThroughput: describeThroughput(index["ProvisionedThroughput"]),
  };
}

/** The throughput of a table or an index; none where it is paid per request. */
export function describeThroughput(given: unknown): object {
  return { ReadCapacityUnits: 0, WriteCapacityUnits: 0, ...(given as object | undefined), NumberOfDecreasesToday: 0 };
}
