import { createHash } from "node:crypto";
import { transaction } from "../../../database.ts";
import type { Call, Input } from "../call.ts";
import type { Attributes } from "../description.ts";
import { dynalite } from "../dynalite.ts";
import { dynamoError } from "../errors.ts";
import { meetsCondition } from "../expression.ts";
import { tableArn, type Store } from "../store.ts";
import {
  checkDistinct,
  checkReasons,
  locate,
  readEntries,
  readReason,
  sumCapacity,
  type Reason,
} from "../transaction.ts";
import { findItem, prepareWrite, writeChecked, type PreparedWrite } from "./item.ts";

/** What an entry does → the operation it is like, and the right that it takes. */
const sorts: Readonly<Record<string, { readonly operation: string; readonly action: string }>> = {
  ConditionCheck: { operation: "DeleteItem", action: "ConditionCheckItem" },
  Put: { operation: "PutItem", action: "PutItem" },
  Update: { operation: "UpdateItem", action: "UpdateItem" },
  Delete: { operation: "DeleteItem", action: "DeleteItem" },
};

/** Bytes: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const maxSize = 4 * 1024 ** 2;

/** Milliseconds in which a repeated token means a repeated request; the same page. */
const tokenAge = 600_000;

/** `TransactWriteItems` */
export function transactWriteItems({ input, store, caller }: Call): object {
  const entries = readEntries(input, Object.keys(sorts));
  for (const [sort, { TableName }] of entries) {
    caller.require(`dynamodb:${sorts[sort]?.action}`, tableArn(store.context, String(TableName)));
  }
  const writes = entries.map(([sort, given], index) => prepare(store, { sort, given, index }));
  checkSize(writes);
  return transaction(store.database, () => {
    if (isRepeated(store, input)) return {};
    return run(store, input, writes);
  });
}

interface Entry {
  readonly sort: string;
  readonly given: Input;
  readonly index: number;
}

interface Write extends PreparedWrite {
  readonly sort: string;
}

function prepare(store: Store, { sort, given, index }: Entry): Write {
  const required = { ConditionCheck: "ConditionExpression", Update: "UpdateExpression" }[sort];
  if (required && given[required] === undefined) {
    const path = `transactItems.${index + 1}.member.${lowerFirst(sort)}.${lowerFirst(required)}`;
    const fault = `Value null at '${path}' failed to satisfy constraint: Member must not be null`;
    throw dynamoError("ValidationException", `1 validation error detected: ${fault}`);
  }
  return { sort, ...prepareWrite(store, sorts[sort]?.operation ?? sort, given) };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function checkSize(writes: readonly Write[]): void {
  const size = writes.reduce(
    (sum, { checked }) => sum + dynalite().itemSize((checked["Item"] ?? checked["Key"]) as Attributes),
    0,
  );
  if (size > maxSize) throw dynamoError("ValidationException", "Transaction request size exceeded the limit of 4 MB");
}

/** Runs all writes; where one fails, all reasons are raised and the transaction around it is undone. */
function run(store: Store, input: Input, writes: readonly Write[]): object {
  const places = writes.flatMap(({ checked }) => {
    try {
      return [locate(store, checked)];
    } catch (error) {
      readReason(error);
      return [];
    }
  });
  checkDistinct(places);
  const consumed: { readonly table: string; readonly units: number }[] = [];
  const reasons = writes.map((write): Reason => {
    try {
      const table = String(write.checked["TableName"]);
      consumed.push({ table, units: runOne(store, write) });
      return { Code: "None" };
    } catch (error) {
      return readReason(error);
    }
  });
  checkReasons(reasons);
  return sumCapacity(input, consumed);
}

function runOne(store: Store, write: Write): number {
  const before = findItem(store, write.checked);
  if (write.sort === "ConditionCheck") checkCondition(store, write, before);
  else writeChecked(store, sorts[write.sort]?.operation ?? "", write);
  const after = findItem(store, write.checked);
  return Math.max(dynalite().capacityUnits(before, false, true), dynalite().capacityUnits(after, false, true));
}

function checkCondition(store: Store, { checked, tellsItem }: Write, item: Attributes | undefined): void {
  locate(store, checked);
  if (meetsCondition(checked, item)) return;
  const details = tellsItem && item ? { Item: item } : undefined;
  throw dynamoError("ConditionalCheckFailedException", "The conditional request failed", details);
}

/** Whether the same request was made before with the same token; raises where another was. */
function isRepeated({ database, context }: Store, input: Input): boolean {
  const { ClientRequestToken: token, ...request } = input;
  if (typeof token !== "string") return false;
  const now = context.clock.now();
  database.prepare("DELETE FROM tokens WHERE used < ?").run(now - tokenAge);
  const digest = createHash("sha256").update(JSON.stringify(request)).digest("hex");
  const row = database.prepare("SELECT digest FROM tokens WHERE token = ?").get(token);
  if (row && row["digest"] !== digest) {
    throw dynamoError(
      "IdempotentParameterMismatchException",
      "The request uses the same client token as a previous, but non-identical request.",
    );
  }
  if (!row) database.prepare("INSERT INTO tokens VALUES (?, ?, ?)").run(token, digest, now);
  return row !== undefined;
}
