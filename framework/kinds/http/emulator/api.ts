/**
 * The stand-in of API Gateway's HTTP APIs: the app's own address. Plain requests come by `serve`; those with an AWS
 * signature by `handle`, which is how callers with credentials reach routes that ask for them.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { PlannedResource, PlannedTrigger } from "../../../model/plan.ts";
import type { JsonObject } from "../../../model/json.ts";
import {
  type Caller,
  type Emulator,
  type InvocationResult,
  type LocalContext,
  WireError,
  type WireRequest,
  type WireResponse,
} from "../../local.ts";
import type { RouteProperties } from "../options.ts";
import { answerOf, type ApiAnswer, ownAnswer } from "./answer.ts";
import type { VerifyToken } from "./authorize.ts";
import { type ApiRequest, buildEvent } from "./event.ts";
import { readServed, readSigned, sendAnswer } from "./request.ts";
import { compileRoutes, type FindRoute, type Match } from "./routes.ts";

/** A connected route. */
interface Route extends RouteProperties {
  readonly trigger: string;
  readonly function: string;
}

/** A request with what it takes to answer it. */
interface Call {
  readonly request: ApiRequest;
  readonly caller?: Caller;
  body(limit: number): Promise<Buffer>;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const limits = { body: 10_485_760, milliseconds: 30_000 };
/** Bytes that Lambda takes of an event. */
const eventLimit = 6_291_456;

/** Opens the emulator; it keeps nothing on disk. */
export function openApi(context: LocalContext, verify: VerifyToken): Emulator {
  const routes = new Map<string, Route>();
  let find: FindRoute<Route> | undefined;
  const api: Api = {
    context,
    verify,
    find: (method, path) => (find ??= compileRoutes([...routes.values()]))(method, path),
  };
  const change = (edit: () => void): void => {
    edit();
    find = undefined;
  };
  return {
    services: ["execute-api"],
    serve: (request, response) => serve(api, request, response),
    handle: (request, caller) => handle(api, request, caller),
    provision: async ({ name }: PlannedResource) => {
      api.id = name;
      return { id: name, url: context.origin() };
    },
    remove: async () => {},
    connect: async (trigger: PlannedTrigger) => {
      const route = { ...(trigger.properties as RouteProperties), trigger: trigger.id, function: trigger.function };
      change(() => routes.set(trigger.id, route));
      return {
        close: async () => {
          if (routes.get(trigger.id) === route) change(() => routes.delete(trigger.id));
        },
      };
    },
    close: async () => {},
  };
}

interface Api {
  readonly context: LocalContext;
  readonly verify: VerifyToken;
  readonly find: FindRoute<Route>;
  id?: string;
}

async function serve(api: Api, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const call = readServed(request);
  if (call) sendAnswer(response, await answer(api, call));
  else sendAnswer(response, ownAnswer(400, "Bad Request"));
  return true;
}

async function handle(api: Api, request: WireRequest, caller: Caller): Promise<WireResponse> {
  const { status, headers, body } = await answer(api, { ...readSigned(request), caller });
  const flat = Object.entries(headers).map(([name, value]) => [
    name,
    typeof value === "string" ? value : value.join(", "),
  ]);
  return { status, headers: Object.fromEntries(flat), body };
}

async function answer(api: Api, call: Call): Promise<ApiAnswer> {
  const rawPath = decodePath(call.request.path);
  if (rawPath === undefined) return ownAnswer(400, "Bad Request");
  const match = api.find(call.request.method, rawPath);
  if (!match) return ownAnswer(404, "Not Found");
  const refusal = await authorize(api, call, match.route);
  if ("status" in refusal) return refusal;
  let body: Buffer;
  try {
    body = await call.body(limits.body);
  } catch (error) {
    if (error instanceof WireError) return tooLarge;
    throw error;
  }
  return invoke(api, call.request, { match, rawPath, body, authorizer: refusal.authorizer });
}

const tooLarge = ownAnswer(413, "Request Entity Too Large", { connection: "close" });

/** Decoded once, as functions see it; undefined where it is no percent-encoded UTF-8, or holds a NUL. */
function decodePath(path: string): string | undefined {
  if (!path.includes("%")) return path;
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes("\0") ? undefined : decoded;
  } catch {
    return undefined;
  }
}

/** What the event says of the caller, or the answer that keeps the caller out. A route that says nothing is open here. */
async function authorize(
  api: Api,
  call: Call,
  route: Route,
): Promise<ApiAnswer | { readonly authorizer?: JsonObject }> {
  const { auth } = route;
  if (auth === undefined || auth === "none") return {};
  if (auth === "iam") return isPermitted(api, call) ? { authorizer: { iam: {} } } : ownAnswer(403, "Forbidden");
  const authorizer = await api.verify(call.request.headers["authorization"], auth);
  return authorizer ? { authorizer } : ownAnswer(401, "Unauthorized", { "www-authenticate": "Bearer" });
}

function isPermitted({ context: { account, region }, id }: Api, { caller, request }: Call): boolean {
  try {
    const arn = `arn:aws:execute-api:${region}:${account}:${id}/$default/${request.method}${request.path}`;
    caller?.require("execute-api:Invoke", arn);
    return caller !== undefined;
  } catch (error) {
    if (error instanceof WireError) return false;
    throw error;
  }
}

interface Accepted {
  readonly match: Match<Route>;
  readonly rawPath: string;
  readonly body: Buffer;
  readonly authorizer: JsonObject | undefined;
}

async function invoke(
  { context, id = "" }: Api,
  request: ApiRequest,
  { match, ...accepted }: Accepted,
): Promise<ApiAnswer> {
  const { route, parameters } = match;
  const routeKey = `${route.method} ${route.path}`;
  const details = { ...accepted, routeKey, parameters, account: context.account, apiId: id };
  const payload = JSON.stringify(buildEvent(request, details, context.clock.now()));
  if (Buffer.byteLength(payload) > eventLimit) return tooLarge;
  return new Promise((resolve, reject) => {
    const timer = context.clock.after(limits.milliseconds, () => resolve(ownAnswer(503, "Service Unavailable")));
    const settle = (result: InvocationResult): void => {
      timer.cancel();
      resolve(answerOf(result));
    };
    context.functions.invoke(route.function, payload).then(settle).catch(reject);
  });
}
