import { requireTable, type Call, type Input } from "../call.ts";
import { check } from "../engine.ts";
import { dynamoError, notEmulated } from "../errors.ts";
import type { Store } from "../store.ts";
import type { Table } from "../tables.ts";

/** `DescribeContinuousBackups` */
export function describeContinuousBackups(call: Call): object {
  requireTable(call);
  return describe(find(call.store, call.input));
}

/** `UpdateContinuousBackups`: remembered and told again; restoring is refused, as nothing is kept to restore from. */
export function updateContinuousBackups(call: Call): object {
  const { operation, input, store } = call;
  requireTable(call);
  const specification = (input["PointInTimeRecoverySpecification"] ?? {}) as Input;
  const { PointInTimeRecoveryEnabled: recovery, ...more } = specification;
  const [unknown] = Object.keys(more);
  if (unknown) throw notEmulated(`${operation} with ${unknown}`);
  if (typeof recovery !== "boolean") {
    throw dynamoError("ValidationException", "PointInTimeRecoverySpecification needs PointInTimeRecoveryEnabled");
  }
  const found = find(store, input);
  const table = { ...found, settings: { ...found.settings, recovery } };
  store.tables.save(table);
  return describe(table);
}

function find(store: Store, { TableName }: Input): Table {
  const name = String(check(store, "DescribeTimeToLive", { TableName })["TableName"]);
  const table = store.tables.find(name);
  if (!table) throw dynamoError("TableNotFoundException", `Table not found: ${name}`);
  return table;
}

function describe({ settings }: Table): object {
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: "ENABLED",
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: settings.recovery ? "ENABLED" : "DISABLED" },
    },
  };
}
