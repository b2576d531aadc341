import type { LambdaHandler, ServedHandler } from "../../runtime/handler.ts";
import { onInvocation } from "../../runtime/invocation.ts";
import { describeError, log } from "../../runtime/log.ts";
import { answerError, answerResult, notFound } from "./answer.ts";
import type { HttpEvent, HttpResult } from "./event.ts";
import type { RouteProperties } from "./options.ts";
import { readRequest } from "./request.ts";

/**
 * Serves the routes of a function. Every request is answered: what the caller did wrong with a 4xx that says so,
 * anything else with a 500 that says nothing and a line in the log that says all.
 */
export function serve(handlers: readonly ServedHandler<RouteProperties>[]): LambdaHandler {
  const routes = new Map(handlers.map((handler) => [`${handler.properties.method} ${handler.properties.path}`, handler]));
  return onInvocation<HttpEvent>(async (event, { awsRequestId: requestId }) => {
    const handler = routes.get(event?.routeKey ?? "");
    try {
      if (!handler) throw notFound();
      const result = await handler.invoke(readRequest(event, handler, requestId));
      return answerResult(result, handler.properties.method);
    } catch (thrown) {
      return refuse(thrown, { handler: handler?.id, requestId });
    }
  });
}

function refuse(thrown: unknown, context: { handler: string | undefined; requestId: string }): HttpResult {
  const answer = answerError(thrown, context.requestId);
  if (answer.statusCode >= 500) {
    log({ level: "error", message: "A request failed.", ...context, error: describeError(thrown) });
  }
  return answer;
}
