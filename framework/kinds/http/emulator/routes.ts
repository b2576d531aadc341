/** Which route answers a path, as API Gateway's HTTP APIs decide it. Pure. */
import findMyWay, { type HTTPMethod } from "find-my-way";

/** A route that answers, and the values of its path parameters, decoded. */
export interface Match<Route> {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A route by its key: what a plan calls method and path. */
export interface RouteKey {
  readonly method: string;
  /** With parameters in braces: `/orders/{id}`, `/files/{rest+}`. */
  readonly path: string;
}

/** Finds the route for a method and a decoded path. */
export type FindRoute<Route> = (method: string, path: string) => Match<Route> | undefined;

/** Longer than any path that the gateway lets in. */
const longestParameter = 65_536;

/**
 * Compiles routes. A fixed segment beats a parameter, and a parameter beats a greedy one; a trailing slash and a
 * doubled one count; a parameter is never empty. Paths are decoded before they are compared, so that `%2F` is a slash
 * like any other, and none can be part of a parameter that is not greedy. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function compileRoutes<Route extends RouteKey>(routes: readonly Route[]): FindRoute<Route> {
  const router = findMyWay({ maxParamLength: longestParameter, caseSensitive: true });
  // Of two that answer the same requests, as can be for a moment while routes change, the later one counts.
  const distinct = new Map(routes.map((route) => [`${route.method} ${pattern(route.path)}`, route]));
  for (const route of distinct.values()) {
    router.on(route.method as HTTPMethod, pattern(route.path), unused, route);
  }
  return (method, path) => {
    const found = router.find(method as HTTPMethod, encode(path));
    if (!found) return undefined;
    const route = found.store as Route;
    const values = Object.values(found.params) as readonly string[];
    if (values.includes("")) return undefined;
    return { route, parameters: nameValues(route.path, values) };
  };
}

/** The router decodes parameters, and would cut a path at a question mark. */
function encode(path: string): string {
  return plain.test(path) ? path : encodeURI(path).replace(/[?#;]/gu, encodeURIComponent);
}

const plain = /^[\w/.:~-]*$/u;

/** The router wants a function for each route, and is only asked which route it is. */
function unused(): void {}

/** `/files/{id}/{rest+}` becomes `/files/:p0/*`: names of the user's may hold what the router gives a meaning to. */
function pattern(path: string): string {
  let count = 0;
  const segments = path.split("/").map((segment) => {
    if (!isParameter(segment)) return segment.replaceAll(":", "::");
    return segment.endsWith("+}") ? "*" : `:p${count++}`;
  });
  return segments.join("/");
}

function isParameter(segment: string): boolean {
  return segment.startsWith("{") && segment.endsWith("}");
}

function nameValues(path: string, values: readonly string[]): Record<string, string> {
  const names = path.split("/").filter(isParameter);
  return Object.fromEntries(names.map((name, index) => [name.replace(/^\{|\+?\}$/gu, ""), values[index] ?? ""]));
}
