import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { mkdtempSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Cloud } from "../cloud.ts";
import { openCloud } from "./connect.ts";

interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What AWS would answer; the last one is repeated. */
let answers: Answer[];
let received: Received[];
let server: Server;

const place = { account: "111122223333", region: "eu-central-1" };
const open = (): Cloud => openCloud(place);

beforeEach(async () => {
  answers = [{}];
  received = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      received.push({ method, url, headers, body: Buffer.concat(chunks).toString("utf8") });
      const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? {};
      response.writeHead(answer.status ?? 200, { "content-type": "text/xml", ...answer.headers }).end(answer.body);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "key");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  vi.stubEnv("AWS_CONFIG_FILE", "/dev/null");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await new Promise((done) => server.close(done));
});

const identity = {
  body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/me</Arn>
    <UserId>id</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
};

const refusal = (code: string, message: string, status = 400): Answer => ({
  status,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
});

const stackAnswer = {
  body: `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>app</StackName><StackId>arn:app</StackId>
    <StackStatus>UPDATE_COMPLETE</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime>
    <Outputs><member><OutputKey>Url</OutputKey><OutputValue>https://x</OutputValue></member></Outputs>
    <Parameters><member><ParameterKey>P</ParameterKey><ParameterValue>1</ParameterValue></member></Parameters>
    <Tags><member><Key>iffc:app</Key><Value>orders</Value></member></Tags>
    </member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
};

describe("credentials", () => {
  test("are asked whose they are, with the region that the user's configuration names", async () => {
    answers = [identity];
    const known = { account: "111122223333", arn: "arn:aws:iam::111122223333:user/me" };
    expect(await open().identity()).toEqual(known);
    vi.stubEnv("AWS_REGION", "us-east-1");
    expect(await open().identity()).toEqual({ ...known, configuredRegion: "us-east-1" });
    expect(received[0]?.headers.authorization).toContain("Credential=key/");
  });

  test("that expired are named at once", async () => {
    answers = [refusal("ExpiredToken", "The security token included in the request is expired", 403)];
    await expect(open().identity()).rejects.toMatchObject({ code: "IFFC5002", exit: 3 });
    await expect(open().stacks.describe("app")).rejects.toMatchObject({ code: "IFFC5002" });
    expect(received).toHaveLength(2);
  });

  test("that are missing are missing", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", undefined);
    await expect(open().identity()).rejects.toMatchObject({ code: "IFFC5003", exit: 3 });
    expect(received).toEqual([]);
  });

  test("of a profile that does not exist are not replaced by any others", async () => {
    vi.stubEnv("AWS_PROFILE", "nobody");
    await expect(open().identity()).rejects.toMatchObject({ code: "IFFC5004", exit: 3 });
    expect(received).toEqual([]);
  });

  test("of the profile that is named win over those in the environment", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "iffc-profile-")), "credentials");
    writeFileSync(file, "[me]\naws_access_key_id = mine\naws_secret_access_key = secret\n");
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", file);
    vi.stubEnv("AWS_PROFILE", "me");
    answers = [identity];
    await open().identity();
    expect(received[0]?.headers.authorization).toContain("Credential=mine/");
  });
});

describe("calls", () => {
  test("say at once that nothing answers", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    await expect(open().identity()).rejects.toMatchObject({ code: "IFFC5008", exit: 4 });
  });

  test("are repeated when AWS is slow, except those that whoever follows repeats", async () => {
    const throttling = refusal("Throttling", "Rate exceeded");
    answers = [throttling, throttling, stackAnswer];
    expect((await open().stacks.describe("app"))?.status).toBe("UPDATE_COMPLETE");
    expect(received).toHaveLength(3);
    answers = [throttling];
    await expect(open().watch.describe("app")).rejects.toMatchObject({ code: "IFFC5009" });
    expect(received).toHaveLength(4);
  });
});

describe("stacks", () => {
  test("are read as plain data", async () => {
    answers = [stackAnswer];
    expect(await open().stacks.describe("app")).toEqual({
      name: "app",
      arn: "arn:app",
      status: "UPDATE_COMPLETE",
      outputs: { Url: "https://x" },
      parameters: { P: "1" },
      tags: { "iffc:app": "orders" },
      terminationProtection: false,
    });
  });

  test("that do not exist are undefined, and hold nothing", async () => {
    answers = [refusal("ValidationError", "Stack with id app does not exist")];
    const { stacks } = open();
    expect(await stacks.describe("app")).toBeUndefined();
    expect(await stacks.events("app")).toEqual({ items: [] });
    expect(await stacks.resources("app")).toEqual([]);
  });

  test("are listed to the last page, by the beginning of their names", async () => {
    const page = (name: string, token = ""): Answer => ({
      body: `<ListStacksResponse><ListStacksResult><StackSummaries><member><StackName>${name}</StackName>
        <StackStatus>CREATE_COMPLETE</StackStatus></member></StackSummaries>${token}</ListStacksResult></ListStacksResponse>`,
    });
    answers = [page("orders-test-state", "<NextToken>2</NextToken>"), page("orders-test-edge"), page("other")];
    expect(await open().stacks.list("orders-test-")).toEqual(["orders-test-edge", "orders-test-state"]);
    expect(received).toHaveLength(2);
    expect(received[0]?.body).not.toContain("DELETE_COMPLETE");
  });

  test("get change sets that may make roles, with a token that makes a repetition harmless", async () => {
    answers = [
      {
        body: "<CreateChangeSetResponse><CreateChangeSetResult><Id>a</Id><StackId>s</StackId></CreateChangeSetResult></CreateChangeSetResponse>",
      },
    ];
    const request = { stack: "app", name: "iffc-1", type: "CREATE" as const, parameters: { P: "1" }, tags: { T: "2" } };
    const { stacks } = open();
    expect(await stacks.createChangeSet({ ...request, template: { url: "https://t" } })).toEqual({
      arn: "a",
      stackArn: "s",
    });
    const form = Object.fromEntries(new URLSearchParams(received[0]?.body));
    expect(form).toMatchObject({
      ClientToken: "iffc-1",
      TemplateURL: "https://t",
      "Capabilities.member.2": "CAPABILITY_NAMED_IAM",
      "Parameters.member.1.ParameterValue": "1",
      "Tags.member.1.Key": "T",
    });
    await stacks.createChangeSet({ ...request, template: { body: "{}" } });
    expect(received[1]?.body).toContain("TemplateBody=%7B%7D");
  });

  test("lose change sets that are gone already", async () => {
    answers = [refusal("ChangeSetNotFound", "ChangeSet [x] does not exist", 404)];
    await expect(open().stacks.deleteChangeSet("x")).resolves.toBeUndefined();
  });
});

describe("objects", () => {
  test("are only ever asked for in buckets that the account owns", async () => {
    const { objects } = open();
    const body = Buffer.from("x");
    await objects.versioning("b");
    await objects.head("b", "k");
    await objects.read("b", "k");
    await objects.write({
      bucketName: "b",
      key: "k",
      body,
      sha256: "LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE=",
      contentType: "text/plain",
    });
    await objects.versions("b", "p");
    await objects.deleteVersions("b", [{ key: "k", version: "1" }]);
    expect(received.map(({ method }) => method)).toEqual(["GET", "HEAD", "GET", "PUT", "GET", "POST"]);
    for (const { url, headers } of received) {
      expect(url).toMatch(/^\/b[/?]/u);
      expect(headers["x-amz-expected-bucket-owner"]).toBe("111122223333");
    }
    expect(received[3]?.headers["x-amz-checksum-sha256"]).toBe("LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE=");
  });

  test.each([
    ["on", { body: "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>" }],
    ["off", { body: "<VersioningConfiguration/>" }],
    ["missing", { status: 404, body: "<Error><Code>NoSuchBucket</Code></Error>" }],
    ["foreign", { status: 403, body: "<Error><Code>AccessDenied</Code></Error>" }],
  ])("are in a bucket that is %s", async (state, answer) => {
    answers = [answer];
    expect(await open().objects.versioning("b")).toBe(state);
  });

  test("that do not exist are undefined", async () => {
    answers = [{ status: 404 }, { status: 404, body: "<Error><Code>NoSuchKey</Code></Error>" }];
    expect(await open().objects.head("b", "k")).toBeUndefined();
    expect(await open().objects.read("b", "k")).toBeUndefined();
  });

  test("have an address that CloudFormation can read, in every partition", async () => {
    const location = { bucketName: "b-an", key: "templates/a b.json", version: "v/1" };
    expect(open().objects.url(location)).toBe(
      `${process.env["AWS_ENDPOINT_URL"]}/b-an/templates/a%20b.json?versionId=v%2F1`,
    );
    vi.stubEnv("AWS_ENDPOINT_URL", undefined);
    const hostOf = (region: string): string => new URL(openCloud({ ...place, region }).objects.url(location)).host;
    expect(hostOf("eu-central-1")).toBe("b-an.s3.eu-central-1.amazonaws.com");
    expect(hostOf("cn-north-1")).toBe("b-an.s3.cn-north-1.amazonaws.com.cn");
  });
});

describe("functions and logs", () => {
  const json = (value: unknown, status = 200, type?: string): Answer => ({
    status,
    headers: { "content-type": "application/json", ...(type !== undefined && { "x-amzn-errortype": type }) },
    body: JSON.stringify(value),
  });

  test("settings are what a version freezes, and equal for equal functions", async () => {
    const common = { FunctionName: "f", MemorySize: 512, Environment: { Variables: { A: "1" } }, Role: "r" };
    answers = [
      json({ ...common, Version: "$LATEST", RevisionId: "1", LastModified: "now", LastUpdateStatus: "InProgress" }),
      json({ ...common, Version: "3", RevisionId: "2", LastModified: "then", Description: "third" }),
    ];
    const { functions } = open();
    const [latest, third] = [await functions.describe("f"), await functions.describe("f", "live")];
    expect(latest).toMatchObject({ version: "$LATEST", updateStatus: "InProgress", logGroup: "/aws/lambda/f" });
    expect(third).toMatchObject({ version: "3", updateStatus: "Successful", settings: { memory: 512, role: "r" } });
    expect(latest?.settings).toEqual(third?.settings);
  });

  test("that do not exist are undefined, and log nothing", async () => {
    answers = [json({ Type: "User" }, 404, "ResourceNotFoundException")];
    const { functions, logs } = open();
    expect(await functions.describe("f")).toBeUndefined();
    expect(await functions.alias("f", "live")).toBeUndefined();
    expect(await logs.events({ group: "g", from: 0 })).toEqual({ items: [] });
  });

  test("an invocation is never repeated", async () => {
    answers = [json({ message: "Rate exceeded" }, 429, "TooManyRequestsException")];
    const request = { name: "f", qualifier: "live", payload: "{}" };
    await expect(open().functions.invoke(request)).rejects.toMatchObject({ code: "IFFC5009" });
    expect(received).toHaveLength(1);
  });
});
