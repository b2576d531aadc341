/** From what a function returned to the answer that API Gateway gives. Pure. */
import type { InvocationResult } from "../../local.ts";

/** An HTTP answer; header values that are lists go out as several headers. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

/** An answer of API Gateway's own, such as 404 `{"message":"Not Found"}`. */
export function ownAnswer(status: number, message: string, headers: Readonly<Record<string, string>> = {}): ApiAnswer {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify({ message }) };
}

const internalError = ownAnswer(500, "Internal Server Error");

/** The answer for the end of an invocation: a function that failed is a 500, one that has no room a 503. */
export function answerOf(result: InvocationResult): ApiAnswer {
  if (result.ok) return translate(JSON.parse(result.payload));
  return result.reason === "throttled" ? ownAnswer(503, "Service Unavailable") : internalError;
}

/** Headers that belong to one connection or to the gateway, and that a function cannot set. */
const withheld: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
]);

/**
 * What has no status code is taken whole as the body of a 200; what has one must be of the documented form.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
function translate(value: unknown): ApiAnswer {
  if (!isObject(value) || value["statusCode"] === undefined) {
    const body = typeof value === "string" ? value : JSON.stringify(value);
    return { status: 200, headers: { "content-type": "application/json" }, body };
  }
  const { statusCode, headers = {}, cookies = [], body = "", isBase64Encoded = false } = value;
  const status = Number(statusCode);
  const isSound =
    Number.isInteger(status) && status >= 200 && status <= 599 && isObject(headers) && Array.isArray(cookies);
  if (!isSound || (typeof body !== "string" && body !== null)) return internalError;
  const text = body ?? "";
  return {
    status,
    headers: { ...readHeaders(headers), ...(cookies.length > 0 && { "set-cookie": cookies.map(String) }) },
    body: isBase64Encoded === true ? Buffer.from(text, "base64") : text,
  };
}

function readHeaders(headers: object): Record<string, string> {
  const read: Record<string, string> = { "content-type": "text/plain;charset=UTF-8" };
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (!withheld.has(lower) && isSendable(value)) read[lower] = String(value);
  }
  return read;
}

function isSendable(value: unknown): boolean {
  return (
    ["string", "number", "boolean"].includes(typeof value) && /^[\t\u0020-\u007e\u0080-\u00ff]*$/u.test(String(value))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
