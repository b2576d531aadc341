import { transaction } from "../../../database.ts";
import { requireTable, type Call, type Input } from "../call.ts";
import { pick, keyNames, type Attributes } from "../description.ts";
import { validateKey, type Checked } from "../dynalite.ts";
import { check, readMany, runNow } from "../engine.ts";
import { dynamoError, type DynamoError } from "../errors.ts";
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
  return readMany(store, operation, check(store, operation, input));
}

/** `PutItem`, `UpdateItem` and `DeleteItem` */
export function writeItem(call: Call): object {
  const { operation, input, store } = call;
  requireTable(call);
  return transaction(store.database, () => writeChecked(store, operation, prepareWrite(store, operation, input)));
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
  try {
    return runNow(store, operation, checked);
  } catch (error) {
    if (!tellsItem || (error as DynamoError).code !== "ConditionalCheckFailedException") throw error;
    const item = findItem(store, checked);
    const { message } = error as DynamoError;
    throw item ? dynamoError("ConditionalCheckFailedException", message, { Item: item }) : error;
  }
}

/** The item that a request names by its key, or by the key attributes of the item that it puts. */
export function findItem(store: Store, checked: Checked): Attributes | undefined {
  const table = store.tables.get(String(checked["TableName"]));
  const { description } = table;
  const given = (checked["Key"] ?? checked["Item"]) as Attributes;
  const key = pick(given, keyNames(description.KeySchema));
  return validateKey(key, description) ? undefined : store.items.get(description.TableName, keyOf(table, key));
}
