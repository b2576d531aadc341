import { afterEach, describe, expect, it, vi } from "vitest";
import { openEndpoint, stubFunctionEnvironment } from "../../../test/fakes/endpoint.ts";
import { onInvocation } from "../invocation.ts";
import { call, callJson } from "./call.ts";
import type { AwsError } from "./aws-error.ts";

const describeTable = () =>
  callJson<{ ok?: boolean }>("dynamodb", "DynamoDB_20120810.DescribeTable", { TableName: "t" });
const throttled = { status: 400, body: { __type: "com.amazonaws.dynamodb.v20120810#ThrottlingException" } };

async function failureOf(promise: Promise<unknown>): Promise<AwsError> {
  return promise.then(
    () => expect.fail("the call succeeded"),
    (error: unknown) => error as AwsError,
  );
}

afterEach(() => vi.unstubAllEnvs());

describe("callJson", () => {
  it("sends a signed request of the JSON protocol and reads the answer", async () => {
    await using endpoint = await openEndpoint(() => ({ body: { ok: true } }));
    expect(await describeTable()).toEqual({ ok: true });
    expect(endpoint.received).toMatchObject([
      {
        method: "POST",
        target: "/",
        headers: {
          "content-type": "application/x-amz-json-1.0",
          "x-amz-target": "DynamoDB_20120810.DescribeTable",
          "x-amz-security-token": "token",
          authorization: expect.stringMatching(/Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/dynamodb\/aws4_request/),
        },
        body: Buffer.from('{"TableName":"t"}'),
      },
    ]);
  });

  it("reads an empty answer as an empty object", async () => {
    await using _ = await openEndpoint(() => ({}));
    expect(await describeTable()).toEqual({});
  });

  it("keeps the connection for the next call", async () => {
    await using endpoint = await openEndpoint(() => ({ body: {} }));
    await describeTable();
    await describeTable();
    expect(new Set(endpoint.received.map(({ connection }) => connection)).size).toBe(1);
  });

  it("prefers the endpoint of the service over the one for all", async () => {
    await using endpoint = await openEndpoint(() => ({ body: { ok: true } }));
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    vi.stubEnv("AWS_ENDPOINT_URL_DYNAMODB", endpoint.origin);
    expect(await describeTable()).toEqual({ ok: true });
  });
});

describe("a failed call", () => {
  it("throws what AWS said, with code, status, operation and request id", async () => {
    await using endpoint = await openEndpoint(() => ({
      status: 400,
      headers: { "x-amzn-requestid": "r-1" },
      body: { __type: "com.amazonaws.sqs#QueueDoesNotExist", message: "No such queue." },
    }));
    const error = await failureOf(callJson("sqs", "AmazonSQS.SendMessage", {}));
    expect(error).toMatchObject({ code: "QueueDoesNotExist", status: 400, operation: "SendMessage", requestId: "r-1" });
    expect(error.message).toBe("SendMessage: No such queue. (QueueDoesNotExist)");
    expect(endpoint.received).toHaveLength(1);
  });

  it.each([
    ["throttling", throttled],
    ["a fault of AWS", { status: 503 }],
    ["a timeout", { status: 400, body: { __type: "RequestTimeout" } }],
  ])("is repeated after %s, with a signature of its own", async (_, failure) => {
    await using endpoint = await openEndpoint((__, index) => (index < 2 ? failure : { body: { ok: true } }));
    expect(await describeTable()).toEqual({ ok: true });
    expect(endpoint.received).toHaveLength(3);
  });

  it("is given up after three attempts", async () => {
    await using endpoint = await openEndpoint(() => throttled);
    expect(await failureOf(describeTable())).toMatchObject({ code: "ThrottlingException" });
    expect(endpoint.received).toHaveLength(3);
  });

  it("is repeated when the connection broke before or amid the answer", async () => {
    await using endpoint = await openEndpoint((_, index) => {
      if (index === 0) return (response) => response.destroy();
      if (index === 1) {
        return (response) => response.writeHead(200, { "content-length": "100" }).write("{", () => response.destroy());
      }
      return { body: { ok: true } };
    });
    expect(await describeTable()).toEqual({ ok: true });
    expect(endpoint.received).toHaveLength(3);
  });

  it("names the network's error where nobody answers", async () => {
    stubFunctionEnvironment({ AWS_ENDPOINT_URL: "http://127.0.0.1:1" });
    expect(await failureOf(describeTable())).toMatchObject({
      code: "ECONNREFUSED",
      status: 0,
      operation: "DescribeTable",
      requestId: undefined,
      message: expect.stringContaining("127.0.0.1:1"),
    });
  });

  it("is ended where no answer comes in time", async () => {
    await using endpoint = await openEndpoint(() => () => undefined);
    const request = { service: "s3", operation: "GetObject", method: "GET", timeout: 20 };
    expect(await failureOf(call(request))).toMatchObject({
      code: "ETIMEDOUT",
      message: "GetObject: no answer within 20 ms (ETIMEDOUT)",
    });
    expect(endpoint.received).toHaveLength(3);
  });

  it("is ended, and not repeated, before the invocation is (R21)", async () => {
    await using endpoint = await openEndpoint(() => () => undefined);
    let remaining = 90;
    const context = { awsRequestId: "r-1", functionName: "f", getRemainingTimeInMillis: () => remaining };
    const read = async () => {
      const failing = failureOf(call({ service: "s3", operation: "GetObject", method: "GET", timeout: 60_000 }));
      remaining = 0;
      return failing;
    };
    expect(await onInvocation(read)({}, context)).toMatchObject({
      message: "GetObject: no answer within 40 ms (ETIMEDOUT)",
    });
    expect(endpoint.received).toHaveLength(1);
  });

  it("names the variable that is missing outside of iffc", async () => {
    stubFunctionEnvironment({ AWS_REGION: "" });
    await expect(describeTable()).rejects.toThrow("AWS_REGION is not set");
  });
});

describe("a wrong clock", () => {
  it("is corrected by the date of AWS's refusal", async () => {
    const serverTime = new Date(Date.now() + 3_600_000);
    const isNear = (stamp: unknown) => {
      const [, date, hour, minute, second] = /^(\d{8})T(\d\d)(\d\d)(\d\d)Z$/.exec(String(stamp)) ?? [];
      const day = String(date).replace(/(....)(..)(..)/, "$1-$2-$3");
      return Math.abs(Date.parse(`${day}T${hour}:${minute}:${second}Z`) - serverTime.getTime()) < 60_000;
    };
    await using endpoint = await openEndpoint(({ headers }) =>
      isNear(headers["x-amz-date"])
        ? { body: { ok: true } }
        : { status: 403, headers: { date: serverTime.toUTCString() }, body: { __type: "RequestTimeTooSkewed" } },
    );
    expect(await describeTable()).toEqual({ ok: true });
    expect(endpoint.received).toHaveLength(2);
    expect(await describeTable()).toEqual({ ok: true });
    expect(endpoint.received).toHaveLength(3);
  });
});
