import { choice, either, list, object, required, text, type Read } from "../options.ts";

/** What a route decorator accepts first. */
export const routeArgument = {
  path: required(text({ pattern: /^\/\S*$/u, expects: "a path that starts with a slash, such as /orders/{id}" })),
};

/** What a route decorator accepts after the path. */
export const routeOptions = {
  /** Who may call: anyone, callers with AWS credentials, or bearers of a JSON Web Token of an issuer. */
  auth: either(
    choice(["none", "iam"]),
    object({
      issuer: required(text({ pattern: /^https:\/\//u, expects: "an https URL" })),
      audience: required(list(text())),
    }),
  ),
};

/** A route as the model holds it; `method` comes from the decorator's name. */
export type RouteProperties = Read<typeof routeArgument> & Read<typeof routeOptions> & { readonly method: string };

/** The one HTTP API of an app has no options yet. */
export type ApiProperties = Readonly<Record<string, never>>;
