import type { Call } from "../call.ts";
import { check, runNow } from "../engine.ts";
import { dynalite } from "../dynalite.ts";
import { tableArn } from "../store.ts";
import {
  checkDistinct,
  checkReasons,
  locate,
  readEntries,
  readReason,
  sumCapacity,
  type Reason,
} from "../transaction.ts";

/** `TransactGetItems` */
export function transactGetItems({ input, store, caller }: Call): object {
  const entries = readEntries(input, ["Get"]).map(([, get]) => get);
  for (const { TableName } of entries) caller.require("dynamodb:GetItem", tableArn(store.context, String(TableName)));
  const gets = entries.map((entry) => check(store, "GetItem", entry));
  const located = gets.map((get) => attempt(() => locate(store, get)));
  checkReasons(located.map((place) => ("Code" in place ? place : { Code: "None" })));
  checkDistinct(located.flatMap((place) => ("Code" in place ? [] : [place])));
  const Responses = gets.map((get) => {
    const { Item } = runNow(store, "GetItem", get);
    return Item ? { Item } : {};
  });
  const consumed = Responses.map(({ Item }, index) => {
    return { table: String(gets[index]?.["TableName"]), units: dynalite().capacityUnits(Item, true, true) };
  });
  return { Responses, ...sumCapacity(input, consumed) };
}

function attempt<Result>(run: () => Result): Result | Reason {
  try {
    return run();
  } catch (error) {
    return readReason(error);
  }
}
