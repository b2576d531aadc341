/** What decides where a table keeps its items, as CreateTable and CloudFormation both write it. */
import { compareText } from "../../model/json.ts";
import { keyAttributes, type TableKeys, type TableProperties } from "./options.ts";

/** The keys of a table and of its indexes. */
export interface TableDefinition {
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: "S" | "N" }[];
  readonly KeySchema: KeySchema;
  /** Absent where there is none. */
  readonly GlobalSecondaryIndexes?: readonly {
    readonly IndexName: string;
    readonly KeySchema: KeySchema;
    readonly Projection: { readonly ProjectionType: "ALL" };
  }[];
}

type KeySchema = readonly { readonly AttributeName: string; readonly KeyType: "HASH" | "RANGE" }[];

/** Defines a table, everything in the order of its names. */
export function defineTable(properties: TableProperties): TableDefinition {
  const indexes = Object.entries(properties.indexes ?? {}).sort(([left], [right]) => compareText(left, right));
  return {
    AttributeDefinitions: defineAttributes([properties, ...indexes.map(([, index]) => index)]),
    KeySchema: keySchema(properties),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map(([IndexName, index]) => ({
        IndexName,
        KeySchema: keySchema(index),
        Projection: { ProjectionType: "ALL" },
      })),
    }),
  };
}

/** DynamoDB wants each attribute that is part of any key, once. */
function defineAttributes(all: readonly TableKeys[]): TableDefinition["AttributeDefinitions"] {
  const types = new Map(all.flatMap(keyAttributes).map(({ name, type }) => [name, type]));
  return [...types]
    .sort(([left], [right]) => compareText(left, right))
    .map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

function keySchema(keys: TableKeys): KeySchema {
  return keyAttributes(keys).map(({ name }, index) => ({
    AttributeName: name,
    KeyType: index === 0 ? "HASH" : "RANGE",
  }));
}
