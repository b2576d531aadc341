/** From a request to the event that API Gateway sends a function, payload format 2.0. Pure but for ids and time. */
import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../../model/json.ts";

/** A request to the app's API, however it came in. */
export interface ApiRequest {
  readonly method: string;
  /** Still percent-encoded. */
  readonly path: string;
  /** As it was sent, without the question mark. */
  readonly query: string;
  /** Names in lower case; those that were repeated joined by commas. Cookies are apart. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookie: string | undefined;
  readonly sourceIp: string;
  readonly protocol: string;
}

/** What the event says beyond the request itself. */
export interface EventContext {
  readonly routeKey: string;
  /** The path, decoded once. */
  readonly rawPath: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly authorizer: JsonObject | undefined;
  readonly account: string;
  readonly apiId: string;
  readonly body: Buffer;
}

/**
 * Types that reach a function as text; every other, none at all included, reaches it in base64. Forms too: that is
 * how HTTP APIs treat them.
 */
const textTypes = /^(?:text\/|application\/(?:json|javascript|xml)(?:;|$))/iu;

/** Builds the event; what is undefined in it is absent from its JSON. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export function buildEvent(request: ApiRequest, context: EventContext, now: number): JsonObject {
  const isText = textTypes.test(request.headers["content-type"] ?? "");
  const hasBody = context.body.length > 0;
  return {
    version: "2.0",
    routeKey: context.routeKey,
    rawPath: context.rawPath,
    rawQueryString: request.query,
    cookies: request.cookie?.split(/; */u),
    headers: request.headers,
    queryStringParameters: readQuery(request.query),
    requestContext: describeRequest(request, context, now),
    pathParameters: hasParameters(context.parameters) ? context.parameters : undefined,
    body: hasBody ? context.body.toString(isText ? "utf8" : "base64") : undefined,
    isBase64Encoded: hasBody && !isText,
  };
}

function describeRequest(request: ApiRequest, context: EventContext, now: number): JsonObject {
  const host = request.headers["host"] ?? "";
  return {
    accountId: context.account,
    apiId: context.apiId,
    authorizer: context.authorizer,
    domainName: host,
    domainPrefix: host.split(".")[0] ?? "",
    http: {
      method: request.method,
      path: context.rawPath,
      protocol: request.protocol,
      sourceIp: request.sourceIp,
      userAgent: request.headers["user-agent"] ?? "",
    },
    requestId: randomUUID(),
    routeKey: context.routeKey,
    stage: "$default",
    time: formatTime(now),
    timeEpoch: now,
  };
}

function hasParameters(parameters: Readonly<Record<string, string>>): boolean {
  for (const _ in parameters) return true;
  return false;
}

/** Decoded names and values; those of a repeated name joined by commas. */
function readQuery(query: string): Record<string, string> | undefined {
  if (query === "") return undefined;
  const values: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(query)) {
    const former = values[name];
    values[name] = former === undefined ? value : `${former},${value}`;
  }
  return values;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

let lastSecond = -1;
let lastTime = "";

/** `12/Mar/2020:19:03:58 +0000`, written once a second. */
function formatTime(now: number): string {
  const second = Math.floor(now / 1000);
  if (second === lastSecond) return lastTime;
  const [day = "", time = ""] = new Date(now).toISOString().split("T");
  const [year, month, date] = day.split("-");
  lastSecond = second;
  lastTime = `${date}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
  return lastTime;
}
