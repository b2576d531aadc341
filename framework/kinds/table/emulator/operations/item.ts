import { transaction } from "../../../database.ts";
import { requireTable, type Call, type Input } from "../call.ts";
import { pick, keyNames, type Attributes } from "../description.ts";
import { dynalite, type Checked } from "../dynalite.ts";
import { check, readMany, runNow } from "../engine.ts";
import { dynamoError, type DynamoError } from "../errors.ts";
import { orderRemovals, planReading, settleCondition } from "../expression.ts";
import { keyOf } from "../items.ts";
import type { Store } from "../store.ts";

/** `GetItem` */
export function getItem(call: Call): object {
  const { operation, input, store } = call;
  requireTable(call);
  return runNow(store, operation, check(store, operation, input));
}

/** `Query` and `Scan` */
export function readItems(call: Call): Promise<object> {
  const { operation, input, store } = call;
  requireTable(call);
  const { input: plain, finish } = planReading(check(store, operation, input));
  return readMany(store, operation, plain).then(finish);
}

/** `PutItem`, `UpdateItem` and `DeleteItem` */
export function writeItem(call: Call): object {
  const { operation, input, store } = call;
  requireTable(call);
  const prepared = prepareWrite(store, operation, input);
  const output = transaction(store.database, () => writeChecked(store, operation, prepared));
  return { ...output, ...describeCollection(store, prepared.checked) };
}

/** What DynamoDB estimates of the items that share a partition, where a table has local indexes. */
function describeCollection(store: Store, checked: Checked): object {
  const { description } = store.tables.get(String(checked["TableName"]));
  if (checked["ReturnItemCollectionMetrics"] !== "SIZE" || !description.LocalSecondaryIndexes) return {};
  const [partition = ""] = keyNames(description.KeySchema);
  const ItemCollectionKey = pick((checked["Key"] ?? checked["Item"]) as Attributes, [partition]);
  return { ItemCollectionMetrics: { ItemCollectionKey, SizeEstimateRangeGB: [0, 1] } };
}

/** A write whose input is checked, and what to say where its condition fails. */
export interface PreparedWrite {
  readonly checked: Checked;
  readonly tellsItem: boolean;
}

/** Checks the input of a write. */
export function prepareWrite(store: Store, operation: string, input: Input): PreparedWrite {
  const checked = check(store, operation, input);
  const wanted = input["ReturnValuesOnConditionCheckFailure"] ?? "NONE";
  if (wanted !== "NONE" && wanted !== "ALL_OLD") {
    throw dynamoError(
      "ValidationException",
      `1 validation error detected: Value '${JSON.stringify(wanted)}' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]`,
    );
  }
  return { checked, tellsItem: wanted === "ALL_OLD" };
}

/** Runs a write inside the transaction that the caller began. */
export function writeChecked(store: Store, operation: string, { checked, tellsItem }: PreparedWrite): object {
  const item = findItem(store, checked);
  try {
    return runNow(store, operation, orderRemovals(settleCondition(checked, item)));
  } catch (error) {
    const { code, message } = error as DynamoError;
    if (!tellsItem || !item || code !== "ConditionalCheckFailedException") throw error;
    throw dynamoError(code, message, { Item: item });
  }
}

/** The item that a request names by its key, or by the key attributes of the item that it puts. */
export function findItem(store: Store, checked: Checked): Attributes | undefined {
  const table = store.tables.get(String(checked["TableName"]));
  const { description } = table;
  const given = (checked["Key"] ?? checked["Item"]) as Attributes;
  const key = pick(given, keyNames(description.KeySchema));
  return dynalite().validateKey(key, description)
    ? undefined
    : store.items.get(description.TableName, keyOf(table, key));
}
