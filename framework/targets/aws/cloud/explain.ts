import { IffcError } from "../../../diagnostics/error.ts";
import {
  accessDenied,
  clockSkewed,
  credentialsExpired,
  credentialsInvalid,
  credentialsMissing,
  profileUnusable,
  refused,
  throttled,
  unreachable,
} from "../errors/access.ts";
import { failure, type FailureEntry, isFailure } from "../../../diagnostics/failure.ts";

/** What AWS and the SDK call the failures that have an explanation of their own. */
const names: ReadonlyMap<string, FailureEntry> = new Map([
  ...entries(credentialsExpired, "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"),
  ...entries(credentialsInvalid, "UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId"),
  ...entries(credentialsInvalid, "SignatureDoesNotMatch", "InvalidSignatureException", "AuthFailure"),
  ...entries(credentialsInvalid, "InvalidToken", "IncompleteSignature"),
  ...entries(accessDenied, "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"),
  ...entries(clockSkewed, "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"),
  ...entries(throttled, "Throttling", "ThrottlingException", "ThrottledException", "TooManyRequestsException"),
  ...entries(throttled, "RequestLimitExceeded", "RequestThrottled", "SlowDown", "PriorRequestNotComplete"),
  ...entries(throttled, "InternalFailure", "InternalError", "ServiceUnavailable", "ServiceException"),
  ...entries(unreachable, "TimeoutError", "NetworkingError"),
]);

/** Node's codes of connections that failed, and of certificates that are not trusted. */
const networkCodes =
  /^(?:E(?:CONN(?:REFUSED|RESET|ABORTED)|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH|TIMEDOUT|PIPE)|ERR_TLS_.*|.*CERT.*|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/u;

/** The part of an SDK error that tells what happened. */
interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** The error to throw for what the SDK threw; an {@link IffcError} passes unchanged. */
export function explainError(error: unknown, operation: string): IffcError {
  if (IffcError.is(error)) return error;
  const known = (typeof error === "object" && error !== null ? error : {}) as SdkError;
  const entry = entryOf(known);
  const message = `${entry.title} (${operation}: ${detailOf(entry, known)})`;
  return failure(entry, { message, cause: error });
}

/** Whether asking again may help: AWS was slow, or the network was away. */
export function isTransient(error: unknown): boolean {
  return isFailure(error, throttled, unreachable);
}

/** AWS's own name for what an error was made of: `ResourceConflictException`. */
export function awsNameOf(error: unknown): string | undefined {
  const cause = IffcError.is(error) ? (error.cause as SdkError | undefined) : undefined;
  return cause?.name;
}

function entryOf(error: SdkError): FailureEntry {
  const message = error.message ?? "";
  if (/CredentialsProviderError|TokenProviderError/u.test(error.name ?? "")) return providerEntry(message);
  if (/Signature expired|Signature not yet current/u.test(message)) return clockSkewed;
  const named = names.get(error.name ?? "");
  if (named) return named;
  if (networkCodes.test(error.code ?? "")) return unreachable;
  const status = error.$metadata?.httpStatusCode ?? 0;
  if (status === 429 || status >= 500) return throttled;
  return status === 403 ? accessDenied : refused;
}

/** Why the SDK found no credentials; it tells only by its texts. */
function providerEntry(message: string): FailureEntry {
  if (/expired/iu.test(message)) return credentialsExpired;
  return /profile/iu.test(message) ? profileUnusable : credentialsMissing;
}

function detailOf(entry: FailureEntry, error: SdkError): string {
  const text = error.message || error.code || error.name || "no message";
  const date = error.$response?.headers?.date;
  if (entry !== clockSkewed || date === undefined) return text;
  const seconds = Math.round((Date.now() - Date.parse(date)) / 1000);
  return `${text} (this clock is ${Math.abs(seconds)} s ${seconds > 0 ? "ahead" : "behind"})`;
}

function entries(entry: FailureEntry, ...list: readonly string[]): readonly (readonly [string, FailureEntry])[] {
  return list.map((name) => [name, entry] as const);
}
