/** What DynamoDB says of tables and items: the shapes of its API, as far as they are used. */

/** A value with its type: `{ S: "text" }`. */
export interface AttributeValue {
  readonly [type: string]: unknown;
  readonly N?: string;
}

/** An item, a key, or the values of an expression, by name. */
export interface Attributes {
  readonly [name: string]: AttributeValue;
}

/** The attributes that make a key: the partition's, then the order's. */
export type KeySchema = readonly { readonly AttributeName: string; readonly KeyType: string }[];

/** What of an item an index holds. */
export interface Projection {
  readonly ProjectionType?: string;
  readonly NonKeyAttributes?: readonly string[];
}

/** A secondary index. */
export interface IndexDescription {
  readonly [name: string]: unknown;
  readonly IndexName: string;
  readonly KeySchema: KeySchema;
  readonly Projection: Projection;
}

/** A table, as DescribeTable answers it. */
export interface TableDescription {
  readonly [name: string]: unknown;
  readonly TableName: string;
  readonly TableArn: string;
  readonly KeySchema: KeySchema;
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  readonly GlobalSecondaryIndexes?: readonly IndexDescription[];
  readonly LocalSecondaryIndexes?: readonly IndexDescription[];
  readonly DeletionProtectionEnabled?: boolean;
}

/** All indexes of a table. */
export function indexesOf(table: TableDescription): readonly IndexDescription[] {
  return [...(table.LocalSecondaryIndexes ?? []), ...(table.GlobalSecondaryIndexes ?? [])];
}

/** The names of a key's attributes. */
export function keyNames(keys: KeySchema): readonly string[] {
  return keys.map(({ AttributeName }) => AttributeName);
}

/** The given attributes of an item, as far as it has them. */
export function pick(item: Attributes, names: readonly string[]): Attributes {
  const pairs = names.flatMap((name) => {
    const value = item[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(pairs);
}

/** The part of an item that an index holds; nothing where it lacks one of the index's keys. */
export function project(item: Attributes, index: IndexDescription, table: TableDescription): Attributes | undefined {
  const own = keyNames(index.KeySchema);
  const types = new Map(table.AttributeDefinitions.map((definition) => [definition.AttributeName, definition]));
  const isIndexed = own.every((name) => item[name]?.[types.get(name)?.AttributeType ?? ""] !== undefined);
  if (!isIndexed) return undefined;
  if (index.Projection.ProjectionType === "ALL") return item;
  return pick(item, [...own, ...keyNames(table.KeySchema), ...(index.Projection.NonKeyAttributes ?? [])]);
}
