/** What may become of a table that is deployed. */
import type { Report } from "../kind.ts";
import { expiryMoved, indexesAtOnce, indexKeysChanged } from "./findings.ts";
import { keyText, type KeyOption, type TableKeys, type TableProperties } from "./options.ts";

/** The properties with each key written one way, so that another way to write the same key is no change. */
export function settleTable(properties: TableProperties): TableProperties {
  const { indexes } = properties;
  const settled = Object.entries(indexes ?? {}).map(([name, index]) => [name, settleKeys(index)] as const);
  return { ...settleKeys(properties), ...(indexes && { indexes: Object.fromEntries(settled) }) };
}

function settleKeys<Keys extends TableKeys>(keys: Keys): Keys {
  const { partitionKey, sortKey } = keys;
  return {
    ...keys,
    partitionKey: settleKey(partitionKey),
    ...(sortKey !== undefined && { sortKey: settleKey(sortKey) }),
  };
}

function settleKey(key: KeyOption): KeyOption {
  return typeof key === "object" && key.type === "string" ? key.name : key;
}

/** Reports what AWS does not change in one deploy, and remembers by which attribute items expired until now. */
export function updateTable(properties: TableProperties, deployed: TableProperties, report: Report): TableProperties {
  checkIndexes(properties.indexes ?? {}, deployed.indexes ?? {}, report);
  const { expires } = properties;
  const expired = deployed.expires ?? deployed.expired;
  if (expires === undefined) return expired === undefined ? properties : { ...properties, expired };
  if (deployed.expires !== undefined && deployed.expires !== expires) {
    const message = `Items of the deployed table expire by "${deployed.expires}", which cannot become "${expires}" in one deploy.`;
    report(expiryMoved, { option: "expires", message });
  }
  return properties;
}

type Indexes = Readonly<Record<string, TableKeys>>;

function checkIndexes(after: Indexes, before: Indexes, report: Report): void {
  const added = Object.keys(after).filter((name) => !Object.hasOwn(before, name));
  const removed = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  if (added.length + removed.length > 1) {
    const steps = [...added.map((name) => `add "${name}"`), ...removed.map((name) => `remove "${name}"`)];
    const message = `This would change several indexes of a deployed table at once: ${steps.join(", ")}.`;
    report(indexesAtOnce, { option: "indexes", message });
  }
  for (const [name, index] of Object.entries(after)) {
    const known = Object.hasOwn(before, name) ? before[name] : undefined;
    if (!known || keyText(known) === keyText(index)) continue;
    const message = `The keys of the deployed index "${name}", ${keyText(known)}, cannot become ${keyText(index)}.`;
    report(indexKeysChanged, { option: "indexes", message });
  }
}
