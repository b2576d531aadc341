import type { Attributes } from "./description.ts";
import { keyNames, pick } from "./description.ts";
import { dynalite } from "./dynalite.ts";
import { dynamoError, readEngineError, type DynamoError } from "./errors.ts";
import type { Input } from "./call.ts";
import { keyOf } from "./items.ts";
import type { Store } from "./store.ts";

/** Why one item of a transaction stands in its way; `None` where it does not. */
export interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Attributes;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const maxItems = 100;

/** The entries of a transaction: each an object with one member, which names what is done. */
export function readEntries(input: Input, allowed: readonly string[]): readonly (readonly [string, Input])[] {
  const list = input["TransactItems"];
  if (!Array.isArray(list)) throw invalidList("null", "not be null");
  const shown = list.length === 0 ? "[]" : "[...]";
  if (list.length === 0) throw invalidList(shown, "have length greater than or equal to 1");
  if (list.length > maxItems) throw invalidList(shown, `have length less than or equal to ${maxItems}`);
  return list.map((entry: Input | null) => {
    const members = Object.entries(entry ?? {}).filter(([, value]) => value !== null && value !== undefined);
    const [member] = members;
    if (!member || members.length > 1 || !allowed.includes(member[0])) {
      const rule = `TransactItems can only contain one of ${allowed.join(", ")}`;
      throw dynamoError("ValidationException", rule);
    }
    return [member[0], member[1] as Input] as const;
  });
}

function invalidList(value: string, rule: string): DynamoError {
  const fault = `Value '${value}' at 'transactItems' failed to satisfy constraint: Member must ${rule}`;
  return dynamoError("ValidationException", `1 validation error detected: ${fault}`);
}

/** Where an entry's item is kept; raises what is wrong with its key. */
export function locate(store: Store, given: Input): { readonly table: string; readonly key: string } {
  const table = store.tables.get(String(given["TableName"]));
  const { description } = table;
  const whole = (given["Key"] ?? given["Item"]) as Attributes;
  const key = given["Key"] === undefined ? pick(whole, keyNames(description.KeySchema)) : whole;
  const fault = dynalite().validateKey(key, description);
  if (fault) throw readEngineError(fault);
  return { table: description.TableName, key: keyOf(table, key) };
}

/** Raises where two entries are about one item. */
export function checkDistinct(places: readonly { readonly table: string; readonly key: string }[]): void {
  if (new Set(places.map(({ table, key }) => `${table} ${key}`)).size === places.length) return;
  throw dynamoError("ValidationException", "Transaction request cannot include multiple operations on one item");
}

/** The reason that an error is. Faults of the emulator and missing tables are no reasons: they are raised. */
export function readReason(error: unknown): Reason {
  const { code, message, details } = error as DynamoError;
  if (code === "ConditionalCheckFailedException")
    return { Code: "ConditionalCheckFailed", Message: message, ...details };
  if (code === "ValidationException") return { Code: "ValidationError", Message: message };
  throw error;
}

/** Raises a cancellation where any reason stands in the way. */
export function checkReasons(reasons: readonly Reason[]): void {
  if (reasons.every(({ Code }) => Code === "None")) return;
  const codes = reasons.map(({ Code }) => Code).join(", ");
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  throw dynamoError("TransactionCanceledException", message, { CancellationReasons: reasons });
}

/** The capacity that was consumed, by table; transactions cost twice. */
export function sumCapacity(
  input: Input,
  consumed: readonly { readonly table: string; readonly units: number }[],
): object {
  if (!["TOTAL", "INDEXES"].includes(String(input["ReturnConsumedCapacity"]))) return {};
  const sums = new Map<string, number>();
  for (const { table, units } of consumed) sums.set(table, (sums.get(table) ?? 0) + 2 * units);
  return { ConsumedCapacity: [...sums].map(([TableName, CapacityUnits]) => ({ TableName, CapacityUnits })) };
}
