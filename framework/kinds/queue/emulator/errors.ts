import { WireError } from "../../local.ts";

/** A parameter has a value that SQS does not accept. */
export function invalidParameter(message: string): WireError {
  return new WireError(400, "InvalidParameterValueException", message);
}

/** A parameter has a value that SQS does not accept, said in the words that SQS has for most of them. */
export function invalidValue(parameter: string, value: string | number, reason: string): WireError {
  return invalidParameter(`Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`);
}

/** A parameter that SQS needs is absent. */
export function missingParameter(parameter: string): WireError {
  const message = `The request must contain the parameter ${parameter}.`;
  return new WireError(400, "MissingRequiredParameterException", message);
}

/** The request is not of the form that the operation takes. */
export function malformed(message: string): WireError {
  return new WireError(400, "SerializationException", message);
}

/** No queue has the name that the request gives. */
export function queueDoesNotExist(): WireError {
  return new WireError(400, "QueueDoesNotExist", "The specified queue does not exist.");
}

/** A queue has no attribute of that name. */
export function unknownAttribute(name: string): WireError {
  return new WireError(400, "InvalidAttributeName", `Unknown Attribute ${name}.`);
}

/** A queue's attribute cannot have that value. */
export function invalidAttribute(name: string, reason?: string): WireError {
  const message = `Invalid value for the parameter ${name}.${reason ? ` Reason: ${reason}` : ""}`;
  return new WireError(400, "InvalidAttributeValue", message);
}

/** The receipt handle is not one that the queue gave out. */
export function invalidReceipt(handle: string): WireError {
  const message = `The input receipt handle "${handle}" is not a valid receipt handle.`;
  return new WireError(400, "ReceiptHandleIsInvalid", message);
}

/** SQS has it and the embedded SQS does not: said, rather than answered as if it had been done. */
export function notEmulated(what: string): WireError {
  const message = `The local SQS does not emulate ${what}. See https://github.com/foodspin/iffc/issues.`;
  return new WireError(501, "NotImplemented", message);
}

const legacyNames: Readonly<Record<string, string>> = {
  InvalidParameterValueException: "InvalidParameterValue",
  MissingRequiredParameterException: "MissingParameter",
  AccessDeniedException: "AccessDenied",
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
  QueueNameExists: "QueueAlreadyExists",
};

const prefixed: ReadonlySet<string> = new Set([
  "BatchEntryIdsNotDistinct",
  "BatchRequestTooLong",
  "EmptyBatchRequest",
  "InvalidBatchEntryId",
  "PurgeQueueInProgress",
  "TooManyEntriesInBatchRequest",
  "UnsupportedOperation",
]);

/** The code that the older query protocol had for an error, which SDKs still show and batch results still carry. */
export function legacyCode(code: string): string {
  return legacyNames[code] ?? (prefixed.has(code) ? `AWS.SimpleQueueService.${code}` : code);
}

const generic: ReadonlySet<string> = new Set([
  "InvalidParameterValueException",
  "MissingRequiredParameterException",
  "SerializationException",
  "AccessDeniedException",
  "InternalFailure",
]);

/** The `__type` of an error in the JSON protocol. */
export function shapeOf(code: string): string {
  return `${generic.has(code) ? "com.amazon.coral.service" : "com.amazonaws.sqs"}#${code}`;
}
