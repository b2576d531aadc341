import { s3Error } from "./errors.ts";

/** The parameters that all lists have. */
export interface ListParameters {
  readonly prefix: string;
  /** Empty where nothing is rolled up. */
  readonly delimiter: string;
  /** 0 to 1,000, which is also the default. */
  readonly limit: number;
  /** Percent-encodes a name where the client asked for that. */
  readonly encode: (name: string) => string;
  readonly encoding: string | undefined;
}

/** Reads them; `limitName` is what the operation calls the size of a page. */
export function readListParameters(query: URLSearchParams, limitName: string): ListParameters {
  const encoding = query.get("encoding-type") ?? undefined;
  if (encoding !== undefined && encoding !== "url") {
    throw s3Error("InvalidArgument", "Invalid Encoding Method specified in Request");
  }
  return {
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    limit: readLimit(query, limitName),
    encode: encoding ? encodeName : (name) => name,
    encoding,
  };
}

/** The size of a page: at most 1,000, whatever is asked for. */
export function readLimit(query: URLSearchParams, name: string): number {
  const text = query.get(name);
  if (text === null || text === "") return 1000;
  if (!/^-?\d{1,10}$/u.test(text)) {
    throw s3Error("InvalidArgument", `Provided ${name} not an integer or within integer range`);
  }
  if (Number(text) < 0) {
    throw s3Error("InvalidArgument", `Argument ${name} must be an integer between 0 and 2147483647`);
  }
  return Math.min(Number(text), 1000);
}

/** What a client sends to go on behind a name. */
export function drawToken(name: string): string {
  return Buffer.from(`1${name}`).toString("base64url");
}

/** The name that a token stands for; raises InvalidArgument for any other text. */
export function readToken(token: string): string {
  const text = Buffer.from(token, "base64url").toString();
  if (!text.startsWith("1")) throw s3Error("InvalidArgument", "The continuation token provided is incorrect");
  return text.slice(1);
}

/** As S3 encodes keys in lists: like a form, but with slashes and asterisks left alone. */
function encodeName(name: string): string {
  return encodeURIComponent(name)
    .replace(/[!'()~]/gu, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%2F", "/")
    .replaceAll("%20", "+");
}
