/** Signature Version 4 as a server sees it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** What a signed request says of its signature. */
export interface Signature {
  readonly accessKeyId: string;
  /** `20260131` */
  readonly day: string;
  readonly region: string;
  /** The service that it was signed for, which also says where it is routed: `sqs`. */
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly value: string;
  /** `20260131T120000Z` */
  readonly time: string;
  /** Present where the signature is in the query, as a link that can be passed on has it: the seconds that it is good for. */
  readonly expires?: number;
}

/** The parts of a request that a signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** Still percent-encoded. */
  readonly path: string;
  /** The query as it was sent, without the question mark. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  /** SHA-256 of the body in hexadecimal, or what the header `x-amz-content-sha256` says instead. */
  readonly payloadHash: string;
}

const algorithm = "AWS4-HMAC-SHA256";

/** Reads the signature of a request, from its `Authorization` header or its query; undefined where it has none that is whole. */
export function readSignature(headers: IncomingHttpHeaders, query: string): Signature | undefined {
  const { authorization } = headers;
  if (authorization?.startsWith(algorithm)) return readHeader(authorization, headers);
  return query.includes("X-Amz-Signature=") ? readQuery(new URLSearchParams(query)) : undefined;
}

function readHeader(authorization: string, headers: IncomingHttpHeaders): Signature | undefined {
  const field = (name: string): string => new RegExp(`${name}=([^,\\s]+)`, "u").exec(authorization)?.[1] ?? "";
  const time = headers["x-amz-date"] ?? "";
  return typeof time === "string"
    ? assemble({ credential: field("Credential"), signed: field("SignedHeaders"), value: field("Signature"), time })
    : undefined;
}

function readQuery(query: URLSearchParams): Signature | undefined {
  const field = (name: string): string => query.get(`X-Amz-${name}`) ?? "";
  if (field("Algorithm") !== algorithm) return undefined;
  const [value, time] = [field("Signature"), field("Date")];
  const signature = assemble({ credential: field("Credential"), signed: field("SignedHeaders"), value, time });
  // S3 takes links for seven days at most; other services ignore the field and take five minutes.
  return signature && { ...signature, expires: Number(field("Expires") || 300) };
}

function assemble(parts: Readonly<Record<"credential" | "signed" | "value" | "time", string>>): Signature | undefined {
  const scope = parts.credential.split("/");
  const [end, service, region, day] = [scope.pop(), scope.pop(), scope.pop(), scope.pop()];
  const accessKeyId = scope.join("/");
  if (end !== "aws4_request" || !service || !region || !day || !accessKeyId || !parts.value) return undefined;
  const signedHeaders = parts.signed.toLowerCase().split(";");
  return { accessKeyId, day, region, service, signedHeaders, value: parts.value, time: parts.time };
}

/** Whether the holder of the secret signed this request. */
export function isSignedWith(secret: string, signature: Signature, request: SignedRequest): boolean {
  const scope = `${signature.day}/${signature.region}/${signature.service}/aws4_request`;
  const canonical = sha256(canonicalRequest(signature, request));
  const text = `${algorithm}\n${signature.time}\n${scope}\n${canonical}`;
  const expected = createHmac("sha256", signingKey(secret, signature)).update(text).digest();
  const given = Buffer.from(signature.value, "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** When a link stops being good, in milliseconds since 1970; never for what is signed in a header. */
export function expiryOf({ time, expires }: Signature): number {
  if (expires === undefined) return Infinity;
  const iso = time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/u, "$1-$2-$3T$4:$5:$6Z");
  return Date.parse(iso) + expires * 1000;
}

/** SHA-256 in hexadecimal. */
export function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function canonicalRequest(signature: Signature, request: SignedRequest): string {
  const path = signature.service === "s3" ? request.path : canonicalPath(request.path);
  const headers = signature.signedHeaders.map((name) => `${name}:${canonicalHeader(request.headers[name])}\n`).join("");
  const names = signature.signedHeaders.join(";");
  return [request.method, path, canonicalQuery(request.query), headers, names, request.payloadHash].join("\n");
}

/** Every service but S3 signs the path without its doubled slashes and dots, and encodes it once more. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(encode(segment));
  }
  return segments.length === 0 ? "/" : `/${segments.join("/")}${path.endsWith("/") ? "/" : ""}`;
}

function canonicalHeader(value: string | readonly string[] | undefined): string {
  return (Array.isArray(value) ? value.join(",") : String(value ?? "")).trim().replace(/ +/gu, " ");
}

function canonicalQuery(query: string): string {
  if (query === "") return "";
  const pairs = query.split("&").filter((pair) => pair !== "" && !pair.startsWith("X-Amz-Signature="));
  const encoded = pairs.map((pair) => {
    const [name = "", ...value] = pair.split("=");
    return [encode(decode(name)), encode(decode(value.join("=")))] as const;
  });
  encoded.sort(([leftName, left], [rightName, right]) =>
    leftName === rightName ? Number(left > right) - Number(left < right) : leftName < rightName ? -1 : 1,
  );
  return encoded.map(([name, value]) => `${name}=${value}`).join("&");
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/gu, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const signingKeys = new Map<string, Buffer>();

/** Four HMACs deep and the same for a whole day, hence kept. */
function signingKey(secret: string, { day, region, service }: Signature): Buffer {
  const name = `${secret}/${day}/${region}/${service}`;
  const known = signingKeys.get(name);
  if (known) return known;
  if (signingKeys.size >= 1000) signingKeys.clear();
  const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
  const key = [day, region, service, "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secret}`) as Buffer;
  signingKeys.set(name, key);
  return key;
}
