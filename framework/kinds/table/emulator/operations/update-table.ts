import { transaction } from "../../../database.ts";
import { requireTable, type Call, type Input } from "../call.ts";
import { indexesOf, keyNames, type IndexDescription, type TableDescription } from "../description.ts";
import { check } from "../engine.ts";
import { dynamoError, notEmulated } from "../errors.ts";
import type { Store } from "../store.ts";
import { checkExtras, describeGlobal, describeNow, describeThroughput, withStatus } from "./table.ts";

/** `UpdateTable` */
export function updateTable(call: Call): object {
  const { operation, input, store } = call;
  requireTable(call);
  checkMembers(call);
  checkExtras(operation, input);
  const table = store.tables.get(String(input["TableName"]), true);
  checkThroughput(table.description, input);
  const updates = readUpdates(input);
  const changed = changeIndexes(changeSettings(table.description, input, store), updates);
  const defined = defineAttributes(changed, input);
  if (updates.created.length > 0) checkDefinition(store, defined);
  return { TableDescription: withStatus(replaceDescription(store, defined), "UPDATING") };
}

/** Puts a description in the place of a table's, with the entries of new indexes and without those of gone ones. */
export function replaceDescription(store: Store, description: TableDescription): TableDescription {
  const before = store.tables.get(description.TableName, true);
  const shapes = shapesOf(before.description);
  const table = { ...before, description };
  transaction(store.database, () => {
    const next = shapesOf(description);
    for (const name of shapes.keys()) if (!next.has(name)) store.items.removeIndex(description.TableName, name);
    for (const index of indexesOf(description)) {
      const { IndexName } = index;
      if (shapes.get(IndexName) !== next.get(IndexName)) store.items.rebuildIndex(table, index);
    }
    store.tables.save(table);
  });
  return describeNow(store, table);
}

/** What decides where an index keeps an item: the names and types of its key, by the name of the index. */
function shapesOf(description: TableDescription): ReadonlyMap<string, string> {
  const types = new Map(description.AttributeDefinitions.map((item) => [item.AttributeName, item.AttributeType]));
  const shape = ({ KeySchema }: IndexDescription): string =>
    JSON.stringify(keyNames(KeySchema).map((name) => [name, types.get(name)]));
  return new Map(indexesOf(description).map((index) => [index.IndexName, shape(index)]));
}

const updatesMember = "GlobalSecondaryIndexUpdates";
const plain = ["TableName", "BillingMode", "ProvisionedThroughput"];
const more = [
  "AttributeDefinitions",
  "DeletionProtectionEnabled",
  "SSESpecification",
  "StreamSpecification",
  "TableClass",
];

function checkMembers({ operation, input, store }: Call): void {
  const unknown = Object.keys(input).find((name) => ![updatesMember, ...plain, ...more].includes(name));
  if (unknown) throw notEmulated(`${operation} with ${unknown}`);
  // dynalite demands that something it knows is asked for, and a throughput for every new index.
  const isAsked = [...plain, updatesMember].some((name) => name !== "TableName" && name in input);
  const isMore = more.some((name) => name in input);
  if (!isAsked && isMore) return;
  const updates = input[updatesMember];
  const filled = Array.isArray(updates) ? updates.map(fillThroughput) : updates;
  const known = Object.fromEntries(plain.map((name) => [name, input[name]]));
  check(store, operation, { ...known, ...(updates !== undefined && { [updatesMember]: filled }) });
}

function fillThroughput(update: Partial<IndexUpdate>): object {
  if (!update.Create) return update;
  const ProvisionedThroughput = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };
  return { ...update, Create: { ProvisionedThroughput, ...update.Create } };
}

function checkThroughput(description: TableDescription, { BillingMode, ProvisionedThroughput }: Input): void {
  if (ProvisionedThroughput === undefined) return;
  const current = (description["BillingModeSummary"] as Input | undefined)?.["BillingMode"];
  if ((BillingMode ?? current) === "PAY_PER_REQUEST") {
    const rule =
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST";
    throw dynamoError("ValidationException", `One or more parameter values were invalid: ${rule}`);
  }
  const { ReadCapacityUnits, WriteCapacityUnits } = ProvisionedThroughput as Input;
  const before = description["ProvisionedThroughput"] as Input;
  if (
    current !== "PAY_PER_REQUEST" &&
    before["ReadCapacityUnits"] === ReadCapacityUnits &&
    before["WriteCapacityUnits"] === WriteCapacityUnits
  ) {
    const rule =
      "The provisioned throughput for the table will not change. The requested value equals the current value.";
    throw dynamoError("ValidationException", rule);
  }
}

interface IndexUpdates {
  readonly created: readonly IndexDescription[];
  readonly deleted: readonly string[];
  readonly throughput: ReadonlyMap<string, unknown>;
}

interface IndexUpdate {
  readonly Create?: IndexDescription;
  readonly Delete?: { readonly IndexName: string };
  readonly Update?: { readonly IndexName: string; readonly ProvisionedThroughput: unknown };
}

function readUpdates(input: Input): IndexUpdates {
  const updates = (input[updatesMember] ?? []) as readonly IndexUpdate[];
  const created = updates.flatMap(({ Create }) => (Create ? [Create] : []));
  const deleted = updates.flatMap(({ Delete }) => (Delete ? [Delete.IndexName] : []));
  if (created.length + deleted.length > 1) {
    const rule = "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table";
    throw dynamoError("LimitExceededException", rule);
  }
  const throughput = updates.flatMap(({ Update }) => {
    return Update ? [[Update.IndexName, Update.ProvisionedThroughput] as const] : [];
  });
  return { created, deleted, throughput: new Map(throughput) };
}

function changeSettings(description: TableDescription, input: Input, store: Store): TableDescription {
  const { BillingMode, ProvisionedThroughput, DeletionProtectionEnabled, TableClass } = input;
  const isOnDemand = BillingMode === "PAY_PER_REQUEST";
  const now = store.context.clock.now() / 1000;
  return {
    ...description,
    ...(BillingMode !== undefined && {
      BillingModeSummary: { BillingMode, ...(isOnDemand && { LastUpdateToPayPerRequestDateTime: now }) },
    }),
    ...((isOnDemand || ProvisionedThroughput !== undefined) && {
      ProvisionedThroughput: describeThroughput(ProvisionedThroughput),
    }),
    ...(typeof DeletionProtectionEnabled === "boolean" && { DeletionProtectionEnabled }),
    ...(TableClass !== undefined && { TableClassSummary: { TableClass, LastUpdateDateTime: now } }),
  };
}

function changeIndexes(description: TableDescription, updates: IndexUpdates): TableDescription {
  const { GlobalSecondaryIndexes: before = [], ...rest } = description;
  const names = before.map(({ IndexName }) => IndexName);
  const missing = [...updates.deleted, ...updates.throughput.keys()].find((name) => !names.includes(name));
  if (missing) throw dynamoError("ResourceNotFoundException", "Requested resource not found");
  const double = updates.created.find(({ IndexName }) => names.includes(IndexName));
  if (double) {
    const rule = `Attempting to create an index which already exists: ${double.IndexName}`;
    throw dynamoError("ValidationException", rule);
  }
  const kept = before
    .filter(({ IndexName }) => !updates.deleted.includes(IndexName))
    .map((index) => ({ ...index, ...throughputOf(updates, index) }));
  const indexes = [...kept, ...updates.created.map((index) => describeGlobal(description.TableArn, index))];
  return { ...rest, ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }) };
}

function throughputOf(updates: IndexUpdates, { IndexName }: IndexDescription): object {
  if (!updates.throughput.has(IndexName)) return {};
  return { ProvisionedThroughput: describeThroughput(updates.throughput.get(IndexName)) };
}

/** The attributes that are part of any key, and what the request defines. */
function defineAttributes(description: TableDescription, input: Input): TableDescription {
  const given = (input["AttributeDefinitions"] ?? []) as TableDescription["AttributeDefinitions"];
  const used = new Set([description, ...indexesOf(description)].flatMap(({ KeySchema }) => keyNames(KeySchema)));
  const kept = description.AttributeDefinitions.filter(({ AttributeName }) => used.has(AttributeName));
  const names = new Set(kept.map(({ AttributeName }) => AttributeName));
  const added = given.filter(({ AttributeName }) => !names.has(AttributeName));
  return { ...description, AttributeDefinitions: [...kept, ...added] };
}

/** Holds a changed table to the rules for a new one. */
function checkDefinition(store: Store, description: TableDescription): void {
  const { TableName, KeySchema, AttributeDefinitions, LocalSecondaryIndexes, GlobalSecondaryIndexes } = description;
  const definition = (index: IndexDescription): object => ({
    IndexName: index.IndexName,
    KeySchema: index.KeySchema,
    Projection: index.Projection,
  });
  check(store, "CreateTable", {
    TableName,
    KeySchema,
    AttributeDefinitions,
    BillingMode: "PAY_PER_REQUEST",
    ...(LocalSecondaryIndexes && { LocalSecondaryIndexes: LocalSecondaryIndexes.map(definition) }),
    ...(GlobalSecondaryIndexes && { GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(definition) }),
  });
}
