import type { Finding } from "../../diagnostics/diagnostic.ts";

/** Public or not is a decision, and leaving it out is not making it. */
export const routeWithoutAuth: Finding = {
  code: "IFFC2401",
  title: "This route does not say who may call it.",
  hint: 'Add `{ auth: "none" }` if anyone may, or say which callers: `"iam"`, or `{ issuer, audience }`.',
  page: `A route of an HTTP API is on the internet. iffc asks for every route who may call it, and in a protected environment
takes no silence for an answer; elsewhere it warns, and the route is open.

    @Get("/health", { auth: "none" })                 // anyone
    @Post("/orders", { auth: "iam" })                 // callers that sign with AWS credentials
    @Get("/orders", { auth: { issuer: "https://login.example.com", audience: ["shop"] } })   // bearers of a token`,
};

/** Two routes that no request can tell apart. */
export const sameRoute: Finding = {
  code: "IFFC2402",
  title: "Two handlers have the same route.",
  hint: "Change the path or the method of one of them, or remove it.",
  page: `A request is matched by its method and by the shape of its path; the names in braces play no part. \`GET /orders/{id}\` and
\`GET /orders/{number}\` are therefore the same route, and API Gateway refuses the second one.`,
};

/** Two routes that fit the same request, and neither is more specific. */
export const ambiguousRoutes: Finding = {
  code: "IFFC2403",
  severity: "warning",
  title: "Some requests fit two routes, and neither is the more specific one.",
  hint: "Give one of them another fixed part, so that a path fits only one.",
  page: `API Gateway takes the route that fits a request best: one without braces before one with them, \`{name}\` before
\`{name+}\`. \`/orders/{id}\` and \`/orders/latest\` are fine, since the second one wins for its path. Where each of two routes
is the more specific one in another place, or they differ only in a plus, it is hard to say which one answers:

    GET /{shop}/orders      and  GET /berlin/{list}      both fit /berlin/orders
    GET /files/{name}       and  GET /files/{path+}      both fit /files/a

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html`,
};

/** A path that API Gateway would refuse, or that no client would send. */
export const badPath: Finding = {
  code: "IFFC2404",
  title: "The path of this route is not one that can be served.",
  hint: "Write it like `/orders/{id}`: parts of letters, digits and - . _ ~, or one parameter in braces.",
  page: `A path starts with a slash and ends without one. Between two slashes stands either a fixed part or one parameter in
braces that takes the whole part; the last one may be \`{name+}\`, which takes the rest of the path with its slashes. Each
name is used once.

    /orders/{id}          fine
    /files/{path+}        fine: the rest of the path
    /orders/              the trailing slash makes it another path than /orders
    /orders//{id}         an empty part
    /orders/{id}.json     a parameter takes a whole part: /orders/{file}
    /{path+}/edit         nothing can come after the rest`,
};

/** A token that is meant for nobody cannot be checked. */
export const badAudience: Finding = {
  code: "IFFC2405",
  title: "Token authentication takes 1 to 50 audiences.",
  hint: "Name the audiences that a token may be meant for.",
  page: `The \`aud\` of a token says which application it was made for. Without a list of audiences, a token that the same issuer
made for any other application would open this route as well. API Gateway takes up to 50.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html`,
};

/** Every finding of this kind. */
export const httpFindings: readonly Finding[] = [routeWithoutAuth, sameRoute, ambiguousRoutes, badPath, badAudience];
