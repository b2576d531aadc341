import { transaction } from "../../../database.ts";
import { requireTable, type Call, type Input } from "../call.ts";
import { check } from "../engine.ts";
import { dynamoError } from "../errors.ts";
import type { Store } from "../store.ts";
import type { Table } from "../tables.ts";

/** `DescribeTimeToLive` */
export function describeTimeToLive(call: Call): object {
  const { operation, input, store } = call;
  requireTable(call);
  const { settings } = store.tables.get(String(check(store, operation, input)["TableName"]), true);
  const { expires } = settings;
  const enabled = { TimeToLiveStatus: "ENABLED", AttributeName: expires };
  return { TimeToLiveDescription: expires === undefined ? { TimeToLiveStatus: "DISABLED" } : enabled };
}

/** `UpdateTimeToLive` */
export function updateTimeToLive(call: Call): object {
  const { input, store } = call;
  requireTable(call);
  const { TableName, TimeToLiveSpecification } = input;
  const { Enabled, AttributeName } = (TimeToLiveSpecification ?? {}) as Input;
  if (typeof Enabled !== "boolean" || typeof AttributeName !== "string" || AttributeName === "") {
    throw dynamoError("ValidationException", "TimeToLiveSpecification needs Enabled and an AttributeName");
  }
  const table = store.tables.get(String(check(store, "DescribeTimeToLive", { TableName })["TableName"]), true);
  const { expires } = table.settings;
  if (expires === undefined && !Enabled) throw dynamoError("ValidationException", "TimeToLive is already disabled");
  if (expires === AttributeName && Enabled) throw dynamoError("ValidationException", "TimeToLive is already enabled");
  if (expires !== undefined && expires !== AttributeName) {
    const rule = `TimeToLive is active on a different AttributeName: current AttributeName is ${expires}`;
    throw dynamoError("ValidationException", rule);
  }
  setExpiry(store, table, Enabled ? AttributeName : undefined);
  return { TimeToLiveSpecification: { Enabled, AttributeName } };
}

/** Makes an attribute, or none, say when an item may go. */
export function setExpiry(store: Store, { description, settings }: Table, expires: string | undefined): void {
  if (settings.expires === expires) return;
  const { expires: _, ...rest } = settings;
  const table = { description, settings: { ...rest, ...(expires !== undefined && { expires }) } };
  transaction(store.database, () => {
    store.items.rebuildExpiry(table);
    store.tables.save(table);
  });
}
