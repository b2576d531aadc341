import type { PlannedResource } from "../../model/plan.ts";
import type { Report } from "../kind.ts";
import { attributeTypes, badIndexName, expiringKey, sameKeys, tooManyIndexes, unknownIndex } from "./findings.ts";
import { keyAttributes, type TableKeys, type TableProperties } from "./options.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const mostIndexes = 20;

const indexName = /^[a-zA-Z0-9_.-]{3,255}$/u;

/** Rules that span a table's keys, indexes and expiry. */
export function checkTable(properties: TableProperties, report: Report): void {
  const indexes = Object.entries(properties.indexes ?? {});
  if (sameAttribute(properties)) report(sameKeys, { option: "sortKey" });
  for (const [name, index] of indexes) checkIndex(name, index, report);
  if (indexes.length > mostIndexes) {
    report(tooManyIndexes, { option: "indexes", message: `The table has ${indexes.length} indexes; 20 are allowed.` });
  }
  checkTypes([properties, ...indexes.map(([, index]) => index)], report);
  const textKeys = keyAttributes(properties).filter(({ type }) => type === "S");
  if (textKeys.some(({ name }) => name === properties.expires)) report(expiringKey, { option: "expires" });
}

/** Whether a query names an index that the table has. */
export function checkIndexUse(
  { id, properties }: PlannedResource<TableProperties>,
  index: string | undefined,
  report: Report,
): void {
  const declared = Object.keys(properties.indexes ?? {});
  if (index === undefined || declared.includes(index)) return;
  const hint = declared.length > 0 ? `It has: ${declared.join(", ")}.` : "It has none: declare it in `indexes`.";
  report(unknownIndex, { message: `${id} has no index "${index}".`, hint });
}

function checkIndex(name: string, index: TableKeys, report: Report): void {
  if (!indexName.test(name)) {
    report(badIndexName, { option: "indexes", message: `DynamoDB does not allow the index name "${name}".` });
  }
  if (sameAttribute(index)) {
    const message = `The partition key and the sort key of the index "${name}" are the same attribute.`;
    report(sameKeys, { option: "indexes", message });
  }
}

/** Each attribute that is wrong is reported once, however many keys it is part of. */
function checkTypes(all: readonly TableKeys[], report: Report): void {
  const types = new Map<string, Set<string>>();
  for (const { name, type } of all.flatMap(keyAttributes)) types.set(name, (types.get(name) ?? new Set()).add(type));
  for (const [name, { size }] of types) {
    if (size > 1) report(attributeTypes, { message: `"${name}" is a text in one key and a number in another.` });
  }
}

function sameAttribute(keys: TableKeys): boolean {
  const [partition, sort] = keyAttributes(keys);
  return partition?.name === sort?.name;
}
