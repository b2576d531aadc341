import { boolean, choice, either, object, record, required, text, type Read } from "../options.ts";
import type { KeyOption } from "./keys.ts";

export type { KeyOption };

const attributeName = text({ maxLength: 255 });

/** A key attribute: its name alone is a text; a number says so. */
const keyOption = either(
  attributeName,
  object({ name: required(attributeName), type: required(choice(["string", "number"])) }),
);

/** What `@Table` accepts. */
export const tableOptions = {
  partitionKey: required(keyOption),
  sortKey: keyOption,
  /** Global secondary indexes by name. */
  indexes: record(object({ partitionKey: required(keyOption), sortKey: keyOption })),
  /** The attribute that holds the second (Unix time) at which DynamoDB may delete an item. */
  expires: attributeName,
  /** Continuous backups that can be restored to any second of the last 35 days. */
  recovery: boolean(true),
};

/** The options of a table as the model holds them. */
export type TableProperties = Read<typeof tableOptions> & {
  /** Settled: the attribute by which a deployed table let items expire before `expires` was removed. */
  readonly expired?: string;
};

/** The key attributes of a table or of one of its indexes. */
export type TableKeys = Pick<TableProperties, "partitionKey" | "sortKey">;

/** The name and DynamoDB type of a key attribute. */
export function keyAttribute(key: KeyOption): { readonly name: string; readonly type: "S" | "N" } {
  if (typeof key === "string") return { name: key, type: "S" };
  return { name: key.name, type: key.type === "number" ? "N" : "S" };
}

/** The attributes that a key is made of, the partition key first. */
export function keyAttributes({ partitionKey, sortKey }: TableKeys): readonly ReturnType<typeof keyAttribute>[] {
  return [partitionKey, sortKey].filter((key) => key !== undefined).map(keyAttribute);
}

/** A key in words: `customer (S), date (N)`. */
export function keyText(keys: TableKeys): string {
  return keyAttributes(keys)
    .map(({ name, type }) => `${name} (${type})`)
    .join(", ");
}
