import { transaction } from "../../../database.ts";
import type { Call } from "../call.ts";
import { check, readMany, runNow } from "../engine.ts";
import { tableArn } from "../store.ts";

/** `BatchGetItem` */
export function batchGetItem(call: Call): Promise<object> {
  const { operation, input, store } = call;
  requireTables(call);
  return readMany(store, operation, check(store, operation, input));
}

/** `BatchWriteItem` */
export function batchWriteItem(call: Call): object {
  const { operation, input, store } = call;
  requireTables(call);
  const checked = check(store, operation, input);
  return transaction(store.database, () => runNow(store, operation, checked));
}

function requireTables({ operation, input, store, caller }: Call): void {
  for (const name of Object.keys(input["RequestItems"] ?? {})) {
    caller.require(`dynamodb:${operation}`, tableArn(store.context, name));
  }
}
