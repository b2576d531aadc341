import type { Caller, LocalContext } from "../../local.ts";
import { dynamoError } from "./errors.ts";
import { tableArn, type Store } from "./store.ts";

/** The members of a request. */
export interface Input {
  readonly [name: string]: unknown;
}

/** A request on its way through an operation. */
export interface Call {
  readonly operation: string;
  readonly input: Input;
  readonly store: Store;
  readonly caller: Caller;
}

/** Answers a call. */
export type Operation = (call: Call) => object | Promise<object>;

/** Demands the right to the operation on the table that a request names, or on the index that it reads. */
export function requireTable({ operation, input, store, caller }: Call, action = operation): void {
  const { TableName, IndexName } = input;
  if (typeof TableName !== "string") return;
  const arn = tableArn(store.context, TableName);
  caller.require(`dynamodb:${action}`, typeof IndexName === "string" ? `${arn}/index/${IndexName}` : arn);
}

/** The name of a table where a request gives its ARN: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html */
export function nameTables(input: Input, context: LocalContext): Input {
  const prefix = tableArn(context, "");
  const { TableName } = input;
  if (typeof TableName !== "string" || !TableName.startsWith("arn:")) return input;
  if (!TableName.startsWith(prefix)) throw dynamoError("ResourceNotFoundException", "Requested resource not found");
  return { ...input, TableName: TableName.slice(prefix.length) };
}
