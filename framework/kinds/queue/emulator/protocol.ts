import { WireError, type WireRequest, type WireResponse } from "../../local.ts";
import type { JsonObject } from "../../../model/json.ts";
import { batchOperations } from "./batch-operations.ts";
import { legacyCode, malformed, notEmulated, shapeOf } from "./errors.ts";
import { isObject } from "./input.ts";
import { messageOperations } from "./message-operations.ts";
import { moveOperations } from "./move-operations.ts";
import type { Call, Operation } from "./operation.ts";
import { queueOperations } from "./queue-operations.ts";

const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries({ ...queueOperations, ...messageOperations, ...batchOperations, ...moveOperations }),
);

/** Room for a full batch whose every character is escaped. */
const bodyLimit = 16 * 1_048_576;

/**
 * Answers one request of the AWS JSON 1.0 protocol, errors included:
 * https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export async function answer(request: WireRequest, call: Call, log: (line: string) => void): Promise<WireResponse> {
  const target = request.headers["x-amz-target"];
  if (target === undefined) return refuseQueryProtocol();
  try {
    const input = parse(await request.body(bodyLimit));
    return respond(200, await operationOf(target)(input, call));
  } catch (error) {
    if (error instanceof WireError) return respondError(error);
    log(`The local SQS failed: ${error instanceof Error ? error.stack : String(error)}`);
    return respondError(new WireError(500, "InternalFailure", "The local SQS failed; its log says why."));
  }
}

function operationOf(target: string): Operation {
  const name = target.replace(/^AmazonSQS\./u, "");
  const operation = operations.get(name);
  if (!operation) throw notEmulated(`the operation ${name}`);
  return operation;
}

function parse(body: Buffer): JsonObject {
  try {
    const input: unknown = body.length === 0 ? {} : JSON.parse(body.toString());
    if (isObject(input)) return input;
  } catch {
    // Told below, as any other body that is not an object.
  }
  throw malformed("The body is not a JSON object.");
}

function respond(status: number, output: JsonObject, headers: Readonly<Record<string, string>> = {}): WireResponse {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.0", ...headers },
    body: JSON.stringify(output),
  };
}

function respondError({ status, code, message }: WireError): WireResponse {
  const fault = status < 500 ? "Sender" : "Receiver";
  return respond(status, { __type: shapeOf(code), message }, { "x-amzn-query-error": `${legacyCode(code)};${fault}` });
}

/** Clients from before 2023 send forms and read XML; they are told so in their own protocol. */
function refuseQueryProtocol(): WireResponse {
  const message = "The local SQS speaks the AWS JSON protocol only, not the older query protocol. Use a newer client.";
  const error = `<Error><Type>Sender</Type><Code>UnsupportedProtocol</Code><Message>${message}</Message></Error>`;
  return { status: 400, headers: { "content-type": "text/xml" }, body: `<ErrorResponse>${error}</ErrorResponse>` };
}
