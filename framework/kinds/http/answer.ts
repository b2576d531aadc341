/** From what a handler returned or threw to an answer of API Gateway, and the reason where that is a fault of the code. */
import { HttpError, isResponse, type HttpResponse } from "../../runtime/respond.ts";
import type { HttpResult } from "./event.ts";

/** Bytes of an answer that Lambda passes on. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maxAnswer = 6_291_456;
/** Bytes that one UTF-16 unit takes in JSON at most. */
const worstExpansion = 6;

const json = { "content-type": "application/json" } as const;

/**
 * The answer for what a handler returned: 200 with JSON, whatever `respond` says, and for `undefined` 404 where
 * something was asked for and 204 elsewhere.
 *
 * @throws HttpError: 404, or 500 where the result cannot be sent
 */
export function answerResult(result: unknown, method: string): HttpResult {
  if (result === undefined) {
    if (method === "GET" || method === "HEAD") throw notFound();
    return { statusCode: 204 };
  }
  const answer = isResponse(result) ? answerResponse(result) : answerJson(200, result);
  if (
    (answer.body?.length ?? 0) * worstExpansion > maxAnswer &&
    Buffer.byteLength(JSON.stringify(answer)) > maxAnswer
  ) {
    throw new HttpError(500, "The answer is too large.", { code: "response_too_large" });
  }
  return answer;
}

/** The answer for what was thrown: what an {@link HttpError} says; of anything else, the caller learns nothing. */
export function answerError(thrown: unknown, requestId: string): HttpResult {
  if (HttpError.is(thrown) && thrown.status >= 400 && thrown.status <= 599) {
    const { status, code, message, details } = thrown;
    try {
      return answerJson(status, { error: { code, message, requestId, details } });
    } catch {
      // Its details have no JSON form.
    }
  }
  return answerJson(500, { error: { code: "internal_error", message: "Something went wrong.", requestId } });
}

/** What is answered where there is nothing under an address. */
export function notFound(): HttpError {
  return new HttpError(404, "Not found.", { code: "not_found" });
}

function answerResponse({ status, body, headers }: HttpResponse): HttpResult {
  const sent: Record<string, string> = {};
  const cookies: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (lower === "set-cookie") cookies.push(...[value].flat());
    else sent[lower] = String(value);
  }
  const answer = { statusCode: status, headers: sent, ...(cookies.length > 0 && { cookies }) };
  if (body === undefined) return answer;
  if (body instanceof Uint8Array) {
    const encoded = Buffer.from(body).toString("base64");
    return {
      ...answer,
      headers: { "content-type": "application/octet-stream", ...sent },
      body: encoded,
      isBase64Encoded: true,
    };
  }
  const isText = typeof body === "string" && sent["content-type"] !== undefined;
  return { ...answer, headers: { ...json, ...sent }, body: isText ? body : stringify(body) };
}

function answerJson(statusCode: number, value: unknown): HttpResult {
  return { statusCode, headers: json, body: stringify(value) };
}

function stringify(value: unknown): string {
  let cause: unknown;
  try {
    const text: string | undefined = JSON.stringify(value);
    if (text !== undefined) return text;
  } catch (thrown) {
    cause = thrown;
  }
  throw new HttpError(500, "The answer has no JSON form.", { code: "response_not_json", cause });
}
