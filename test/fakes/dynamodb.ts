import { randomUUID } from "node:crypto";
import {
  DynamoDB,
  type AttributeDefinition,
  type CreateTableCommandInput,
  type DynamoDBServiceException,
  type KeySchemaElement,
} from "@aws-sdk/client-dynamodb";
import { DynamoDBDocument } from "@aws-sdk/lib-dynamodb";

/** An implementation of DynamoDB under test. */
export interface TableSubject {
  /** With one attempt per call. */
  readonly client: DynamoDB;
}

/** A client of a DynamoDB on this machine, which makes every request once. */
export function dynamoClient(endpoint: string): DynamoDB {
  const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" };
  return new DynamoDB({ endpoint, region: "eu-west-1", credentials, maxAttempts: 1 });
}

/** A key in short: `id`, `id date:N`; attributes are texts unless they say otherwise. */
type Key = string;

function attributesOf(key: Key): readonly { readonly name: string; readonly type: "S" | "N" | "B" }[] {
  return key.split(" ").map((part) => {
    const [name = "", type = "S"] = part.split(":");
    return { name, type: type as "S" | "N" | "B" };
  });
}

/** The members of CreateTable for a key. */
export function keySchema(key: Key): KeySchemaElement[] {
  return attributesOf(key).map(({ name }, index) => ({ AttributeName: name, KeyType: index === 0 ? "HASH" : "RANGE" }));
}

/** The definitions of the attributes of some keys, each once. */
export function definitions(...keys: readonly Key[]): AttributeDefinition[] {
  const types = new Map(keys.flatMap(attributesOf).map(({ name, type }) => [name, type]));
  return [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

/** Someone who uses tables through the client of a subject, which may be known only later, with few words. */
export function tableUser(subject: () => TableSubject) {
  const client = (): DynamoDB => subject().client;
  return {
    /** The client that takes plain values. */
    documents: (): DynamoDBDocument => DynamoDBDocument.from(client()),

    make: async (
      key: Key,
      indexes: Readonly<Record<string, Key>> = {},
      more: Partial<CreateTableCommandInput> = {},
    ) => {
      const TableName = `test-${randomUUID()}`;
      const GlobalSecondaryIndexes = Object.entries(indexes).map(([IndexName, own]) => {
        return { IndexName, KeySchema: keySchema(own), Projection: { ProjectionType: "ALL" as const } };
      });
      await client().createTable({
        TableName,
        KeySchema: keySchema(key),
        AttributeDefinitions: definitions(key, ...Object.values(indexes)),
        BillingMode: "PAY_PER_REQUEST",
        ...(GlobalSecondaryIndexes.length > 0 && { GlobalSecondaryIndexes }),
        ...more,
      });
      await settled(client(), TableName);
      return TableName;
    },
  };
}

/** Waits until a table and its indexes are ready. */
export async function settled(client: DynamoDB, TableName: string): Promise<void> {
  for (;;) {
    const { Table } = await client.describeTable({ TableName });
    const states = [Table?.TableStatus, ...(Table?.GlobalSecondaryIndexes ?? []).map(({ IndexStatus }) => IndexStatus)];
    if (states.every((state) => state === "ACTIVE")) return;
  }
}

/** The name of the error that a call ends in. */
export function failure(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "no error",
    (error: DynamoDBServiceException) => error.name,
  );
}
