import type { Environment, PlannedTrigger } from "../../model/plan.ts";
import type { Report, ReportAt } from "../kind.ts";
import { ambiguousRoutes, badAudience, badPath, routeWithoutAuth, sameRoute } from "./findings.ts";
import type { RouteProperties } from "./options.ts";
import { compareRoutes, faultOfPath, readPath } from "./route.ts";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const mostAudiences = 50;

type PlannedRoute = PlannedTrigger<RouteProperties>;

/** Rules that hold for a route on its own. */
export function checkRoute({ path, auth }: RouteProperties, report: Report): void {
  const fault = faultOfPath(path);
  if (fault) report(badPath, { message: fault.message, ...(fault.instead && { hint: `Write \`${fault.instead}\`.` }) });
  if (typeof auth !== "object") return;
  const { length } = auth.audience;
  if (length < 1 || length > mostAudiences) report(badAudience, { option: "auth" });
}

/** Rules that hold for all routes of an app together. */
export function checkRoutes(routes: readonly PlannedRoute[], environment: Environment, report: ReportAt): void {
  const severity = environment.posture === "protected" ? "error" : "warning";
  for (const { properties, declaredAt } of routes) {
    if (properties.auth !== undefined) continue;
    const message = `${properties.method} ${properties.path} does not say who may call it.`;
    report(routeWithoutAuth, { at: declaredAt, severity, message });
  }
  for (const sameMethod of Map.groupBy(routes, ({ properties }) => properties.method).values()) {
    sameMethod.forEach((route, index) => {
      for (const earlier of sameMethod.slice(0, index)) checkPair(earlier, route, report);
    });
  }
}

function checkPair(earlier: PlannedRoute, later: PlannedRoute, report: ReportAt): void {
  const overlap = compareRoutes(readPath(earlier.properties.path), readPath(later.properties.path));
  if (overlap === "none" || overlap === "ordered") return;
  const [left, right] = [earlier, later].map(({ properties }) => `${properties.method} ${properties.path}`);
  report(overlap === "same" ? sameRoute : ambiguousRoutes, {
    at: later.declaredAt,
    message:
      overlap === "same" ? `${right} is the same route as ${left}.` : `${right} and ${left} fit the same requests.`,
    related: [{ message: `${earlier.handler} answers ${left}`, at: earlier.declaredAt }],
  });
}
