/** What a route's handler can answer besides a plain value. */

/** Header names to values; several values of `set-cookie` become several cookies. */
export type ResponseHeaders = Readonly<Record<string, string | readonly string[]>>;

const response = Symbol.for("iffc.response");

/** An answer with a status and headers of its own. Made by {@link respond}. */
export interface HttpResponse<Body = unknown> {
  /** 200 to 599. */
  readonly status: number;
  /** What is sent: as JSON, unless it is a text with a `content-type` of its own, or bytes. */
  readonly body: Body;
  /** Sent besides those that API Gateway adds. */
  readonly headers: ResponseHeaders;
  readonly [response]: true;
}

/**
 * Answers with a status other than 200, or with headers.
 *
 * @param status - 200 to 599
 * @param body - sent as JSON. A text whose headers name a `content-type` is sent as it is; so are bytes.
 * @param headers - names in any case
 * @throws a RangeError for any other status
 *
 * @example
 * ```ts
 * return respond(201, order, { location: `/orders/${order.id}` });
 * return respond(302, undefined, { location: "/login" });
 * return respond(200, "<h1>Hello</h1>", { "content-type": "text/html; charset=utf-8" });
 * ```
 */
export function respond<Body = undefined>(
  status: number,
  body?: Body,
  headers: ResponseHeaders = {},
): HttpResponse<Body> {
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new RangeError(`${status} is not an HTTP status that can be sent.`);
  }
  return { status, body: body as Body, headers, [response]: true };
}

/** Recognises what {@link respond} of any copy of this package made. */
export function isResponse(value: unknown): value is HttpResponse {
  return isBranded(value, response);
}

/** What an {@link HttpError} tells the caller besides its message. */
export interface HttpErrorOptions {
  /**
   * For programs: what went wrong, in one word.
   *
   * @default "error"
   * @example "out_of_stock"
   */
  readonly code?: string;
  /**
   * More for the caller: anything that can be sent as JSON.
   *
   * @default left out of the answer
   * @example { sku: "a", left: 0 }
   */
  readonly details?: unknown;
  /**
   * What led to it: logged, never sent.
   *
   * @default none
   * @example error
   */
  readonly cause?: unknown;
}

const httpError = Symbol.for("iffc.http-error");

/**
 * Thrown in a route's handler, becomes the answer `{ "error": { "code", "message", "requestId", "details" } }`.
 * Everything that is said in it is sent to the caller.
 *
 * @example
 * ```ts
 * throw new HttpError(409, "The item is sold out.", { code: "out_of_stock" });
 * ```
 */
export class HttpError extends Error {
  override readonly name = "HttpError";
  /** The status of the answer, 400 to 599. */
  readonly status: number;
  /** For programs: what went wrong, in one word. */
  readonly code: string;
  /** More for the caller, sent as JSON; undefined where there is none. */
  readonly details: unknown;
  readonly [httpError] = true;

  /** @param status - 400 to 599 */
  constructor(status: number, message: string, options: HttpErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.status = status;
    this.code = options.code ?? "error";
    this.details = options.details;
  }

  /** Recognises an HttpError of any copy of this package. */
  static is(thrown: unknown): thrown is HttpError {
    return isBranded(thrown, httpError);
  }
}

function isBranded(value: unknown, brand: symbol): boolean {
  return typeof value === "object" && value !== null && brand in value;
}
