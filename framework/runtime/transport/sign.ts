/**
 * AWS Signature Version 4, from a request to its signed form. Pure.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { createHmac, hash, type BinaryLike } from "node:crypto";

/** A request as it goes over the wire, before it is signed. */
export interface UnsignedRequest {
  readonly method: string;
  readonly host: string;
  /** Percent-encoded, as it is sent. */
  readonly path: string;
  /** Decoded names and values. */
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case; all of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Who signs, for which service, and when. */
export interface Signer {
  readonly credentials: Credentials;
  /** The service's name in credential scopes, such as `sqs`. */
  readonly service: string;
  readonly region: string;
  readonly date: Date;
}

/** What AWS gives a function's role. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

const algorithm = "AWS4-HMAC-SHA256";

/** The headers to send: those of the request, the date, the body's hash, the session token and the signature. */
export function signHeaders(request: UnsignedRequest, signer: Signer): Record<string, string> {
  const date = formatDate(signer.date);
  const payload = sha256(request.body);
  const { sessionToken } = signer.credentials;
  const headers: Record<string, string> = {
    ...request.headers,
    host: request.host,
    "x-amz-date": date,
    "x-amz-content-sha256": payload,
    ...(sessionToken && { "x-amz-security-token": sessionToken }),
  };
  const signature = signatureOf({ ...request, headers, payload }, signer);
  const names = Object.keys(headers).sort().join(";");
  const credential = `${signer.credentials.accessKeyId}/${scopeOf(signer)}`;
  headers["authorization"] = `${algorithm} Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`;
  return headers;
}

/** The query string of a URL that carries its own permission for `expires` seconds, 1 to 604,800, with any body. */
export function signQuery(request: Omit<UnsignedRequest, "body">, signer: Signer, expires: number): string {
  const headers = { ...request.headers, host: request.host };
  const { accessKeyId, sessionToken } = signer.credentials;
  const query = {
    ...request.query,
    "X-Amz-Algorithm": algorithm,
    "X-Amz-Content-Sha256": unsignedPayload,
    "X-Amz-Credential": `${accessKeyId}/${scopeOf(signer)}`,
    "X-Amz-Date": formatDate(signer.date),
    "X-Amz-Expires": String(expires),
    "X-Amz-SignedHeaders": Object.keys(headers).sort().join(";"),
    ...(sessionToken && { "X-Amz-Security-Token": sessionToken }),
  };
  const signature = signatureOf({ ...request, headers, query, payload: unsignedPayload }, signer);
  return `${formatQuery(query)}&X-Amz-Signature=${signature}`;
}

/** A query string in AWS's canonical form: sorted, percent-encoded. */
export function formatQuery(query: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(query).map(([name, value]) => [encode(name), encode(value)] as const);
  pairs.sort(([left], [right]) => (left < right ? -1 : 1));
  return pairs.map(([name, value]) => `${name}=${value}`).join("&");
}

/** Percent-encodes everything but the unreserved characters of RFC 3986. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

const unsignedPayload = "UNSIGNED-PAYLOAD";

interface SignableRequest extends Omit<UnsignedRequest, "body"> {
  /** The body's hash, or that the signature holds for any body. */
  readonly payload: string;
}

function signatureOf(request: SignableRequest, signer: Signer): string {
  const names = Object.keys(request.headers).sort();
  const canonicalRequest = [
    request.method,
    signer.service === "s3" ? request.path : request.path.split("/").map(encode).join("/"),
    formatQuery(request.query),
    ...names.map((name) => `${name}:${request.headers[name]?.trim().replace(/\s+/g, " ")}`),
    "",
    names.join(";"),
    request.payload,
  ].join("\n");
  const text = [algorithm, formatDate(signer.date), scopeOf(signer), sha256(canonicalRequest)].join("\n");
  return createHmac("sha256", signingKey(signer)).update(text).digest("hex");
}

function signingKey({ credentials, date, region, service }: Signer): BinaryLike {
  const parts = [formatDate(date).slice(0, 8), region, service, "aws4_request"];
  return parts.reduce<BinaryLike>(
    (key, part) => createHmac("sha256", key).update(part).digest(),
    `AWS4${credentials.secretAccessKey}`,
  );
}

function scopeOf({ date, region, service }: Signer): string {
  return `${formatDate(date).slice(0, 8)}/${region}/${service}/aws4_request`;
}

/** `20260131T235959Z` */
function formatDate(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d+/g, "");
}

function sha256(data: string | Uint8Array): string {
  return hash("sha256", data, "hex");
}
