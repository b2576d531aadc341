import { describe, expect, it } from "vitest";
import { AwsError } from "./aws-error.ts";
import { backoff, isThrottling, isTransient } from "./retry.ts";

const failure = (status: number, code = "Other") => new AwsError({ operation: "Do", code, message: "no", status });

describe("a failure", () => {
  it.each([0, 429, 500, 502, 503, 504])("with the status %i may pass", (status) => {
    expect(isTransient(failure(status))).toBe(true);
  });

  it.each([301, 400, 403, 404, 409, 501])("with the status %i stays", (status) => {
    expect(isTransient(failure(status))).toBe(false);
  });

  it("may pass, whatever its status, where AWS says so by name", () => {
    expect(isTransient(failure(400, "RequestTimeout"))).toBe(true);
    expect(isTransient(failure(400, "ProvisionedThroughputExceededException"))).toBe(true);
    expect(isTransient(failure(400, "ItemCollectionSizeLimitExceededException"))).toBe(false);
  });

  it("is told apart from throttling", () => {
    expect([failure(429), failure(400, "ThrottlingException"), failure(503, "SlowDown")].every(isThrottling)).toBe(
      true,
    );
    expect([failure(503), failure(400, "ValidationException")].some(isThrottling)).toBe(false);
  });
});

describe("backoff", () => {
  it("grows with every attempt, and starts higher for throttling", () => {
    expect([1, 2, 3].map((attempt) => backoff(attempt, failure(500), 1))).toEqual([100, 200, 400]);
    expect([1, 2, 3].map((attempt) => backoff(attempt, failure(429), 1))).toEqual([500, 1000, 2000]);
  });

  it("is anything from nothing to that, and never above 20 seconds", () => {
    expect(backoff(1, failure(500), 0)).toBe(0);
    expect(backoff(1, failure(500), 0.5)).toBe(50);
    expect(backoff(30, failure(500), 1)).toBe(20_000);
  });
});
