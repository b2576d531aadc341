/**
 * When a failed attempt is worth another: the rules of the AWS SDKs' standard mode, without its quota, as a function
 * instance has few calls in flight. https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
import { timeLeft } from "../invocation.ts";
import type { AwsError } from "./aws-error.ts";

/** How often a call is made before its error is thrown. */
export const maxAttempts = 3;

const throttling = new Set([
  "BandwidthLimitExceeded",
  "LimitExceededException",
  "PriorRequestNotComplete",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestThrottledException",
  "SlowDown",
  "ThrottledException",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
  "TransactionInProgressException",
]);
const transient = new Set(["RequestTimeout", "RequestTimeoutException"]);
const transientStatus = new Set([0, 500, 502, 503, 504]);

/** Whether AWS asked to be called less often. */
export function isThrottling(error: AwsError): boolean {
  return error.status === 429 || throttling.has(error.code);
}

/** Whether the same request may succeed later: no answer, a fault on AWS's side, or throttling. */
export function isTransient(error: AwsError): boolean {
  return transientStatus.has(error.status) || transient.has(error.code) || isThrottling(error);
}

/**
 * Milliseconds to wait before the next attempt: full jitter.
 *
 * @param attempt - how many attempts failed so far, from 1
 * @param random - in [0, 1)
 */
export function backoff(attempt: number, error: AwsError, random: number): number {
  return random * Math.min(20_000, (isThrottling(error) ? 500 : 100) * 2 ** (attempt - 1));
}

/** Waits before the next attempt; false at once where the invocation would be over by then. */
export function pause(attempt: number, error: AwsError): Promise<boolean> {
  const wait = backoff(attempt, error, Math.random());
  return new Promise((resolve) => {
    if (wait < timeLeft()) setTimeout(resolve, wait, true);
    else resolve(false);
  });
}
