/** What API Gateway sends for one request, payload format 2.0, as far as it is read. */
export interface HttpEvent {
  /** `GET /orders/{id}` */
  readonly routeKey?: string;
  readonly rawPath: string;
  /** Still percent-encoded. */
  readonly rawQueryString?: string;
  /** Names in lower case; repeated ones joined by commas. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** What the `cookie` header held; API Gateway takes it out of the headers. */
  readonly cookies?: readonly string[];
  /** Decoded once, by API Gateway. */
  readonly pathParameters?: Record<string, unknown>;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: {
    readonly authorizer?: { readonly jwt?: { readonly claims?: Readonly<Record<string, string>> } };
  };
}

/** An answer as API Gateway takes it. */
export interface HttpResult {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}
