import { failure } from "../../../diagnostics/failure.ts";
import type { PlannedResource } from "../../../model/plan.ts";
import { defineTable, type TableDefinition } from "../definition.ts";
import { localKeyChanged } from "../findings.ts";
import type { TableProperties } from "../options.ts";
import type { TableDescription } from "./description.ts";
import { describeGlobal, makeTable, removeTable } from "./operations/table.ts";
import { setExpiry } from "./operations/time-to-live.ts";
import { replaceDescription } from "./operations/update-table.ts";
import { tableArn, type Store } from "./store.ts";

/** Makes a table as its options say, or changes one; items stay, whatever its indexes become. */
export function provisionTable(
  store: Store,
  resource: PlannedResource<TableProperties>,
): Readonly<Record<string, string>> {
  const { name, properties } = resource;
  const definition: Definition = { TableName: name, ...defineTable(properties) };
  const found = store.tables.find(name)?.description;
  if (found && keyText(found) !== keyText(definition)) clearForKey(store, resource, found);
  if (store.tables.find(name)) changeTable(store, definition);
  else makeTable(store, { ...definition, BillingMode: "PAY_PER_REQUEST" }, {});
  setExpiry(store, store.tables.get(name), properties.expires);
  const table = store.tables.get(name);
  store.tables.save({ ...table, settings: { ...table.settings, recovery: properties.recovery } });
  return { arn: tableArn(store.context, name), name };
}

/** What CreateTable is told. */
type Definition = Pick<TableDescription, "TableName" | "KeySchema" | "AttributeDefinitions" | "GlobalSecondaryIndexes">;

/** A table's own key in words: `id (S), date (N)`. */
function keyText({ KeySchema, AttributeDefinitions }: Definition | TableDefinition): string {
  const types = new Map(AttributeDefinitions.map((item) => [item.AttributeName, item.AttributeType]));
  return KeySchema.map(({ AttributeName }) => `${AttributeName} (${types.get(AttributeName)})`).join(", ");
}

/** A table's key cannot change; an empty table gives way to a new one, one that holds items stops the start. */
function clearForKey(
  store: Store,
  { id, name, properties }: PlannedResource<TableProperties>,
  found: Definition,
): void {
  const { count } = store.items.measure(name);
  if (count === 0) return removeTable(store, name);
  const [before, next] = [keyText(found), keyText(defineTable(properties))];
  const message = `The key of ${id} changed from ${before} to ${next}, and the local table holds ${count} items.`;
  throw failure(localKeyChanged, { message });
}

function changeTable(store: Store, definition: Definition): void {
  const { GlobalSecondaryIndexes: _, ...found } = store.tables.get(definition.TableName).description;
  const indexes = definition.GlobalSecondaryIndexes?.map((index) => describeGlobal(found.TableArn, index));
  replaceDescription(store, {
    ...found,
    AttributeDefinitions: definition.AttributeDefinitions,
    ...(indexes && { GlobalSecondaryIndexes: indexes }),
  });
}
