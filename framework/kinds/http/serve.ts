import type { LambdaHandler, ServedHandler } from "../../runtime/handler.ts";
import { onInvocation } from "../../runtime/invocation.ts";
import { describeError, log } from "../../runtime/log.ts";
import { answerError, answerResult, notFound } from "./answer.ts";
import type { HttpEvent } from "./event.ts";
import type { RouteProperties } from "./options.ts";
import { readRequest } from "./request.ts";

/**
 * Serves the routes of a function. Every request is answered: what the caller did wrong with a 4xx that says so,
 * anything else with a 500 that says nothing and a line in the log that says all.
 */
export function serve(handlers: readonly ServedHandler<RouteProperties>[]): LambdaHandler {
  const routes = new Map<string | undefined, ServedHandler<RouteProperties>>(
    handlers.map((handler) => [`${handler.properties.method} ${handler.properties.path}`, handler]),
  );
  return onInvocation(async (event: HttpEvent | undefined, { awsRequestId: requestId }) => {
    const handler = routes.get(event?.routeKey);
    try {
      if (!event || !handler) throw notFound();
      const result = await handler.invoke(readRequest(event, handler, requestId));
      return answerResult(result, handler.properties.method);
    } catch (thrown) {
      const answer = answerError(thrown, requestId);
      if (answer.statusCode >= 500) {
        const error = describeError(thrown);
        log({ level: "error", message: "A request failed.", requestId, handler: handler?.id, error });
      }
      return answer;
    }
  });
}
