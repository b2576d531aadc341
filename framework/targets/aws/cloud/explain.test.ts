import { expect, test } from "vitest";
import { awsNameOf, explainError, isTransient } from "./explain.ts";

const thrown = (parts: object): Error => Object.assign(new Error("What AWS says."), parts);

test.each([
  ["IFFC5002", 3, { name: "ExpiredToken" }],
  ["IFFC5002", 3, { name: "ExpiredTokenException" }],
  ["IFFC5002", 3, { name: "CredentialsProviderError", message: "The SSO session has expired or is invalid." }],
  ["IFFC5003", 3, { name: "CredentialsProviderError", message: "Could not load credentials from any providers" }],
  ["IFFC5004", 3, { name: "CredentialsProviderError", message: "Could not resolve credentials using profile: [x]" }],
  ["IFFC5005", 3, { name: "UnrecognizedClientException" }],
  ["IFFC5005", 3, { name: "SignatureDoesNotMatch" }],
  ["IFFC5006", 3, { name: "AccessDenied" }],
  ["IFFC5006", 3, { name: "Forbidden", $metadata: { httpStatusCode: 403 } }],
  ["IFFC5007", 3, { name: "RequestTimeTooSkewed" }],
  [
    "IFFC5007",
    3,
    { name: "SignatureDoesNotMatch", message: "Signature expired: 20260101T000000Z is now earlier than" },
  ],
  ["IFFC5008", 4, { code: "ENOTFOUND" }],
  ["IFFC5008", 4, { code: "ECONNREFUSED" }],
  ["IFFC5008", 4, { code: "SELF_SIGNED_CERT_IN_CHAIN" }],
  ["IFFC5008", 4, { name: "TimeoutError" }],
  ["IFFC5009", 4, { name: "Throttling" }],
  ["IFFC5009", 4, { name: "Whatever", $metadata: { httpStatusCode: 503 } }],
  ["IFFC5009", 4, { name: "Whatever", $metadata: { httpStatusCode: 429 } }],
  ["IFFC5010", 4, { name: "ValidationError", $metadata: { httpStatusCode: 400 } }],
])("%s, exit %i, for %j", (code, exit, parts) => {
  const error = explainError(thrown(parts), "sts:GetCallerIdentity");
  expect(error).toMatchObject({ code, exit });
  expect(error.message).toContain("sts:GetCallerIdentity: ");
});

test("a wrong clock is told with how far it is off", () => {
  const ahead = new Date(Date.now() + 600_000).toUTCString();
  const error = thrown({ name: "RequestTimeTooSkewed", $response: { headers: { date: ahead } } });
  expect(explainError(error, "s3:GetObject").message).toMatch(/this clock is (?:599|600|601) s behind/u);
  const behind = new Date(Date.now() - 600_000).toUTCString();
  const other = thrown({ name: "RequestTimeTooSkewed", $response: { headers: { date: behind } } });
  expect(explainError(other, "s3:GetObject").message).toMatch(/this clock is (?:599|600|601) s ahead/u);
});

test("only what may pass is transient", () => {
  expect(isTransient(explainError(thrown({ name: "ThrottlingException" }), "x"))).toBe(true);
  expect(isTransient(explainError(thrown({ code: "ECONNRESET" }), "x"))).toBe(true);
  expect(isTransient(explainError(thrown({ name: "ExpiredToken" }), "x"))).toBe(false);
  expect(isTransient(thrown({ name: "ThrottlingException" }))).toBe(false);
});

test("what AWS called it stays known", () => {
  expect(awsNameOf(explainError(thrown({ name: "ResourceConflictException" }), "x"))).toBe("ResourceConflictException");
  expect(awsNameOf(new Error("x"))).toBeUndefined();
  expect(awsNameOf(explainError("a text", "x"))).toBeUndefined();
});

test("an explained error passes unchanged", () => {
  const error = explainError(thrown({ name: "AccessDenied" }), "x");
  expect(explainError(error, "y")).toBe(error);
});
