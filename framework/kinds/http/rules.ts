import type { Environment, PlannedTrigger } from "../../model/plan.ts";
import type { Report, ReportAt } from "../kind.ts";
import { ambiguousRoutes, badAudience, badPath, routeWithoutAuth, sameRoute } from "./findings.ts";
import type { RouteProperties } from "./options.ts";
import { compareRoutes, faultOfPath, type Part, readPath } from "./route.ts";

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
    checkPairs(sameMethod, report);
  }
}

/** A route and its path, read once. */
interface ReadRoute {
  readonly route: PlannedRoute;
  readonly parts: readonly Part[];
}

/** Compares each route with those before it that can meet it: paths that start with different fixed parts cannot. */
function checkPairs(routes: readonly PlannedRoute[], report: ReportAt): void {
  const byStart = new Map<string, ReadRoute[]>();
  const earlier: ReadRoute[] = [];
  for (const route of routes) {
    const later = { route, parts: readPath(route.properties.path) };
    const start = startOf(later);
    const candidates = start === anyStart ? earlier : [...(byStart.get(anyStart) ?? []), ...(byStart.get(start) ?? [])];
    for (const candidate of candidates) checkPair(candidate, later, report);
    earlier.push(later);
    byStart.set(start, [...(byStart.get(start) ?? []), later]);
  }
}

/** Stands for a first part that fits any text; no fixed part is empty. */
const anyStart = "";

function startOf({ parts }: ReadRoute): string {
  const [first] = parts;
  return first?.type === "fixed" ? first.text : anyStart;
}

function checkPair(first: ReadRoute, second: ReadRoute, report: ReportAt): void {
  const overlap = compareRoutes(first.parts, second.parts);
  if (overlap === "none" || overlap === "ordered") return;
  const [earlier, later] = [first.route, second.route];
  const [left, right] = [earlier, later].map(({ properties }) => `${properties.method} ${properties.path}`);
  report(overlap === "same" ? sameRoute : ambiguousRoutes, {
    at: later.declaredAt,
    message:
      overlap === "same" ? `${right} is the same route as ${left}.` : `${right} and ${left} fit the same requests.`,
    related: [{ message: `${earlier.handler} answers ${left}`, at: earlier.declaredAt }],
  });
}
