import { type Caller, type Functions, WireError, type WireRequest, type WireResponse } from "../../../kinds/local.ts";
import type { FunctionSpec } from "../functions/spec.ts";
import type { EmbeddedService } from "./gateway.ts";

/** The functions that the API can name. */
export interface Invocable extends Pick<Functions, "invoke" | "enqueue"> {
  specs(): readonly FunctionSpec[];
}

const invocations = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/u;
/** Bytes of an event, as https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html has it. */
const eventLimit = 6_291_456;

/** Lambda's own API, as far as `Invoke`: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function createLambdaApi(functions: Invocable): EmbeddedService {
  return { services: ["lambda"], handle: (request, caller) => handle(functions, request, caller) };
}

async function handle(functions: Invocable, request: WireRequest, caller: Caller): Promise<WireResponse> {
  const named = request.method === "POST" ? invocations.exec(request.path)?.[1] : undefined;
  if (named === undefined) {
    throw new WireError(
      501,
      "NotImplemented",
      `The local Lambda emulates Invoke, not ${request.method} ${request.path}.`,
    );
  }
  const spec = findFunction(functions.specs(), decodeURIComponent(named));
  caller.require("lambda:InvokeFunction", spec.arn);
  const payload = (await request.body(eventLimit)).toString("utf8") || "null";
  if (!isJson(payload))
    throw new WireError(400, "InvalidRequestContentException", "Could not parse request body into json.");
  const type = request.headers["x-amz-invocation-type"] ?? "RequestResponse";
  if (type === "DryRun") return { status: 204, headers: {}, body: "" };
  if (type === "RequestResponse") return invoke(functions, spec, payload);
  if (type !== "Event") throw new WireError(400, "InvalidParameterValueException", `Unknown invocation type: ${type}`);
  await functions.enqueue(spec.id, payload);
  return { status: 202, headers: {}, body: "" };
}

async function invoke(functions: Invocable, spec: FunctionSpec, payload: string): Promise<WireResponse> {
  const result = await functions.invoke(spec.id, payload);
  if (!result.ok && result.reason === "throttled")
    throw new WireError(429, "TooManyRequestsException", "Rate Exceeded.");
  const headers = { "content-type": "application/json", "x-amz-executed-version": "$LATEST" };
  return {
    status: 200,
    headers: result.ok ? headers : { ...headers, "x-amz-function-error": "Unhandled" },
    body: result.payload,
  };
}

/** By physical name or ARN, as AWS has it, or by the id that the developer knows. */
function findFunction(specs: readonly FunctionSpec[], named: string): FunctionSpec {
  const unqualified = named.replace(/:(?:\$LATEST|live)$/u, "");
  const spec = specs.find(({ id, name, arn }) => [id, name, arn].includes(unqualified));
  if (!spec) throw new WireError(404, "ResourceNotFoundException", `Function not found: ${named}`);
  return spec;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
