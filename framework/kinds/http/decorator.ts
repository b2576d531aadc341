import type { HandlerContext, TriggerOptions } from "../decorator.ts";
import type { PathFits } from "./path.ts";

/** A request as far as its shape is the same for all routes. */
export interface HttpRequest {
  /** `GET`, `POST` and so on. */
  readonly method: string;
  /** The path without the query, percent-decoded once, as API Gateway hands it on. */
  readonly rawPath: string;
  /** By name in lower case; a repeated one is joined by commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The values of the route's `{...}`, decoded. */
  readonly path: object;
  /** The query's parameters, decoded. A repeated one is a list where the type says so, and else joined by commas. */
  readonly query: object;
  /** What was sent, as the handler's type says. */
  readonly body: unknown;
  /** The id of the request, which is in every log line and error answer too. */
  readonly requestId: string;
  /** What a verified token says of the caller; empty on routes without one. */
  readonly claims: Readonly<Record<string, string>>;
}

/** The parts of a request whose types a handler declares. */
export interface HttpParts {
  /**
   * Sent as JSON. Left out, `body` is the text that was sent, if any.
   *
   * @example NewOrder
   */
  readonly body?: unknown;
  /**
   * Texts, or numbers and booleans, which are then read from the text. Left out, every parameter is a text.
   *
   * @example { page?: number }
   */
  readonly query?: object;
  /**
   * Of exactly the names in the route: texts, or numbers and booleans, which are then read from the text.
   *
   * @example { id: string }
   */
  readonly path?: object;
}

/**
 * The request that a route's handler is called with. What the type says of the parts is true: a request that does not
 * fit is answered with 400 and the list of fields, and never reaches the handler.
 *
 * @example
 * ```ts
 * async find({ path, query }: Http<{ path: { id: string }; query: { page?: number } }>): Promise<Order[]> {}
 * ```
 */
export type Http<Parts extends HttpParts = HttpParts> = Omit<HttpRequest, "body" | "query" | "path"> & {
  /** What was sent, as the type says; without one, its text. */
  readonly body: Parts extends { readonly body: infer Body } ? Body : string | undefined;
  /** The query's parameters, decoded, as the type says; without one, texts. */
  readonly query: Parts extends { readonly query: infer Query extends object }
    ? Query
    : Readonly<Record<string, string | undefined>>;
  /** The values of the route's `{...}`, decoded, as the type says. */
  readonly path: Parts extends { readonly path: infer Path extends object } ? Path : object;
};

/** Callers must send a JSON Web Token that an issuer signed, as `Authorization: Bearer ...`. */
export interface TokenAuth {
  /**
   * The `iss` of the token; its OpenID configuration is found below it.
   *
   * @example "https://login.example.com"
   */
  readonly issuer: string;
  /**
   * The token's `aud` must be one of these, at most 50.
   *
   * @example ["shop"]
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
   */
  readonly audience: readonly string[];
}

/** What a route decorator accepts after the path. */
export interface RouteOptions extends TriggerOptions {
  /**
   * Who may call: `none` for anyone, `iam` for callers that sign with AWS credentials, or the bearers of a token.
   *
   * @default anyone, with a warning; in a protected environment it must be said
   * @example "none"
   * @example { issuer: "https://login.example.com", audience: ["shop"] }
   */
  readonly auth?: "none" | "iam" | TokenAuth;
}

type RouteDecorator<Path extends string> = <This, Parameters extends readonly unknown[]>(
  method: (this: This, ...parameters: Parameters) => unknown,
  context: HandlerContext<This> & PathFits<Path, Parameters, HttpRequest>,
) => void;

type Route = <const Path extends `/${string}`>(path: Path, options?: RouteOptions) => RouteDecorator<Path>;

/**
 * Answers GET requests of a path. A returned value is sent as JSON with status 200, `undefined` as 404;
 * {@link respond} sends another status, a thrown {@link HttpError} its own.
 *
 * @example
 * ```ts
 * @Get("/orders/{id}", { auth: "none" })
 * async find({ path }: Http<{ path: { id: string } }>): Promise<Order | undefined> {}
 *
 * @Get("/files/{path+}", { auth: "none" })                    // the rest of the path, slashes included
 * async read({ path }: Http<{ path: { path: string } }>): Promise<string | undefined> {}
 * ```
 */
export const Get: Route = () => () => undefined;

/**
 * Answers POST requests of a path. A returned value is sent as JSON with status 200, `undefined` as 204.
 *
 * @example
 * ```ts
 * @Post("/orders", { auth: "none" })
 * async place({ body }: Http<{ body: NewOrder }>): Promise<{ id: string }> {}
 * ```
 */
export const Post: Route = () => () => undefined;

/**
 * Answers PUT requests of a path. A returned value is sent as JSON with status 200, `undefined` as 204.
 *
 * @example @Put("/orders/{id}", { auth: "iam" })
 */
export const Put: Route = () => () => undefined;

/**
 * Answers PATCH requests of a path. A returned value is sent as JSON with status 200, `undefined` as 204.
 *
 * @example @Patch("/orders/{id}", { auth: "iam" })
 */
export const Patch: Route = () => () => undefined;

/**
 * Answers DELETE requests of a path. A returned value is sent as JSON with status 200, `undefined` as 204.
 *
 * @example @Delete("/orders/{id}", { auth: "iam" })
 */
export const Delete: Route = () => () => undefined;

/**
 * Answers HEAD requests of a path: status and headers as the handler says, never a body.
 *
 * @example @Head("/orders/{id}", { auth: "none" })
 */
export const Head: Route = () => () => undefined;
