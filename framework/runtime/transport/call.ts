/** The one way from a function to AWS: signs, sends, retries. */
import { timeLeft } from "../invocation.ts";
import { correctClock, now } from "./clock.ts";
import { credentials, endpoint, region } from "./endpoint.ts";
import { AwsError } from "./aws-error.ts";
import { readError } from "./error.ts";
import { isTransient, maxAttempts, pause } from "./retry.ts";
import { send, type WireResponse } from "./send.ts";
import { formatQuery, signHeaders } from "./sign.ts";

/** A call of an AWS API. */
export interface AwsRequest {
  /** The service's name in signatures and host names: `sqs`. */
  readonly service: string;
  /** The API's name of the operation, for errors: `SendMessage`. */
  readonly operation: string;
  /** Where to call. @default the service's endpoint in the function's region */
  readonly origin?: URL;
  /** @default "POST" */
  readonly method?: string;
  /** Percent-encoded. @default "/" */
  readonly path?: string;
  /** Decoded names and values. */
  readonly query?: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Milliseconds that each attempt may take; never more than the invocation has. @default 5,000: two fit into what a route has by default */
  readonly timeout?: number;
}

/**
 * Calls AWS with the rights of the function's role: up to three attempts, each with a signature of its own.
 *
 * @returns the answer, its status below 300
 * @throws {@link AwsError} with what AWS, or the network, said last
 */
export async function call(request: AwsRequest): Promise<WireResponse> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await attemptCall(request);
    if (!("error" in result)) return result;
    if (attempt === maxAttempts || !(result.skewed || isTransient(result.error))) throw result.error;
    if (!result.skewed && !(await pause(attempt, result.error))) throw result.error;
  }
}

/**
 * Calls an operation of a service that speaks the AWS JSON 1.0 protocol.
 *
 * @param target - the service's long name and the operation: `AmazonSQS.SendMessage`
 * @throws {@link AwsError}
 */
export async function callJson<Output>(service: string, target: string, input: object): Promise<Output> {
  const { body } = await call({
    service,
    operation: target.slice(target.indexOf(".") + 1),
    headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": target },
    body: JSON.stringify(input),
  });
  return JSON.parse(body.toString() || "{}") as Output;
}

type Failed = { readonly error: AwsError; readonly skewed: boolean };

async function attemptCall(request: AwsRequest): Promise<WireResponse | Failed> {
  const { operation, service } = request;
  const timeout = Math.max(1, Math.min(request.timeout ?? 5_000, timeLeft()));
  const origin = request.origin ?? endpoint(service).origin;
  const { method = "POST", path = "/", query = {}, headers = {}, body = "" } = request;
  const unsigned = { method, host: origin.host, path, query, headers, body };
  const signed = signHeaders(unsigned, { service, region: region(), credentials: credentials(), date: now() });
  const search = formatQuery(query);
  try {
    const target = search ? `${path}?${search}` : path;
    const response = await send({ method, origin, target, headers: signed, body, timeout });
    if (response.status < 300) return response;
    return { error: readError(operation, response), skewed: correctClock(response.headers.date) };
  } catch (cause) {
    const { code = "NetworkError", message } = cause as Error & { code?: string };
    return { error: new AwsError({ operation, code, message, status: 0, cause }), skewed: false };
  }
}
