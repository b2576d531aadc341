/** From API Gateway's event to the request that a handler is called with, or to the reasons why it is refused. Pure. */
import { isUtf8 } from "node:buffer";
import type { ServedHandler, Validator } from "../../runtime/handler.ts";
import { parseJson } from "../../runtime/json.ts";
import { HttpError } from "../../runtime/respond.ts";
import { findFaults, type Fault } from "../../runtime/validate.ts";
import type { HttpRequest } from "./decorator.ts";
import type { HttpEvent } from "./event.ts";
import type { RouteProperties } from "./options.ts";

/** Bytes that Lambda takes in one invocation. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maxBody = 6_291_456;

/**
 * Reads and validates a request. Path parameters are taken as they come, since API Gateway has decoded them (decoding
 * twice would let `%252F` pass for a slash). A repeated query parameter is a list where the schema wants one; where the
 * handler names no type of its query, its values are joined by commas.
 *
 * @throws HttpError: 400 with all faults of all parts, 413 or 415
 */
export function readRequest(
  event: HttpEvent,
  { properties, validators }: ServedHandler<RouteProperties>,
  requestId: string,
): HttpRequest {
  const path = event.pathParameters ?? {};
  const query = readQuery(event.rawQueryString, !validators["query"]);
  const body = readBody(event, validators["body"]);
  const faults = [
    ...textFaultsOf(validators["path"], path, "path"),
    ...textFaultsOf(validators["query"], query, "query"),
    ...faultsOf(validators["body"], body, "body"),
  ];
  if (faults.length > 0) throw refuse(faults);
  return {
    method: properties.method,
    rawPath: event.rawPath,
    headers: event.cookies ? { ...event.headers, cookie: event.cookies.join("; ") } : (event.headers ?? {}),
    path,
    query,
    body,
    requestId,
    claims: event.requestContext?.authorizer?.jwt?.claims ?? {},
  };
}

function faultsOf(validator: Validator | undefined, value: unknown, part: string): readonly Fault[] {
  return (validator && findFaults(validator, value, part)) ?? [];
}

/** As above, for parts made of texts, where `Infinity` reads as a number. */
function textFaultsOf(validator: Validator | undefined, values: object, part: string): readonly Fault[] {
  const faults = faultsOf(validator, values, part);
  const isInfinite = Object.values(values)
    .flat()
    .some((value) => value === Infinity || value === -Infinity);
  return isInfinite ? [{ in: part, field: "", message: "must have finite numbers" }] : faults;
}

function refuse(details: readonly Fault[]): HttpError {
  return new HttpError(400, "The request is not valid.", { code: "invalid_request", details });
}

function refusePart(part: string, message: string): HttpError {
  return refuse([{ in: part, field: "", message }]);
}

/** Decodes a query; a parameter named `__proto__` is dropped. */
function readQuery(raw: string | undefined, isJoined: boolean): object {
  if (!raw) return {};
  requirePercentEncoding(raw);
  const query: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(raw)) {
    const former = query[name];
    if (former === undefined) query[name] = value;
    else query[name] = isJoined ? `${String(former)},${value}` : [former, value].flat();
  }
  delete query["__proto__"];
  return query;
}

/** `URLSearchParams` would let pass what is no UTF-8, and no percent-encoding. */
function requirePercentEncoding(raw: string): void {
  try {
    decodeURIComponent(raw);
  } catch {
    throw refusePart("query", "is not percent-encoded UTF-8");
  }
}

function readBody(event: HttpEvent, validator: Validator | undefined): unknown {
  const text = decodeBody(event);
  if (!validator || text === undefined) return text;
  if (!isJson(event.headers?.["content-type"])) {
    throw new HttpError(415, "The body must be application/json.", { code: "unsupported_media_type" });
  }
  const parsed = parseJson(text);
  if ("problem" in parsed) throw refusePart("body", parsed.problem);
  return parsed.value;
}

function decodeBody({ body, isBase64Encoded }: HttpEvent): string | undefined {
  if (!body) return undefined;
  const text = isBase64Encoded ? decodeBase64(body) : body;
  // No UTF-16 unit takes more than three bytes.
  if (text.length * 3 > maxBody && Buffer.byteLength(text) > maxBody) {
    throw new HttpError(413, `The body is above ${maxBody} bytes.`, { code: "body_too_large" });
  }
  return text;
}

function decodeBase64(body: string): string {
  const bytes = Buffer.from(body, "base64");
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(body) && isUtf8(bytes)) return bytes.toString();
  throw refusePart("body", "is not UTF-8 in base64");
}

/** `application/json`, `application/problem+json; charset=utf-8`; a missing type passes for JSON. */
function isJson(contentType: string | undefined): boolean {
  return contentType === undefined || /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType);
}
