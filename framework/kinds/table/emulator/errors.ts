import { WireError } from "../../local.ts";
import type { EngineError } from "./dynalite.ts";

/** The errors that the emulator answers: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
export type DynamoErrorCode =
  | "ValidationException"
  | "SerializationException"
  | "ResourceNotFoundException"
  | "ResourceInUseException"
  | "TableNotFoundException"
  | "LimitExceededException"
  | "ConditionalCheckFailedException"
  | "TransactionCanceledException"
  | "IdempotentParameterMismatchException"
  | "InternalServerError"
  | "NotImplementedException"
  | "UnknownOperationException";

/** An error of DynamoDB, and what its body says beside the message. */
export interface DynamoError extends WireError {
  readonly details?: object;
}

/** Makes an error. */
export function dynamoError(code: DynamoErrorCode, message: string, details?: object): DynamoError {
  const status = code === "NotImplementedException" ? 501 : code === "InternalServerError" ? 500 : 400;
  return Object.assign(new WireError(status, code, message), details && { details });
}

/** Something of the real service that the emulator leaves out, by name. */
export function notEmulated(what: string): DynamoError {
  return dynamoError("NotImplementedException", `${what} is not emulated by the local DynamoDB.`);
}

/** The table that a request names does not exist. */
export function noSuchTable(name: string, isControl = false): DynamoError {
  const detail = isControl ? `: Table: ${name} not found` : "";
  return dynamoError("ResourceNotFoundException", `Requested resource not found${detail}`);
}

/** The error that dynalite means, or the fault that it is. */
export function readEngineError(error: unknown): unknown {
  const { statusCode, body } = error as EngineError;
  if (statusCode === undefined || body === undefined) return error;
  const code = body["__type"].split("#").at(-1) ?? "";
  return new WireError(statusCode, code, body.message ?? body.Message ?? "");
}
