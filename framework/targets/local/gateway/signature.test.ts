import { SignatureV4 } from "@smithy/signature-v4";
import * as fc from "fast-check";
import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { expiryOf, isSignedWith, readSignature, sha256, type SignedRequest } from "./signature.ts";

/** What the AWS SDK signs with, around Node's own hashes. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | Uint8Array) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret);
  }
  update(data: string | Uint8Array) {
    this.#hash.update(data);
  }
  async digest() {
    return new Uint8Array(this.#hash.digest());
  }
  reset() {}
}

const credentials = { accessKeyId: "LOCAL0123456789", secretAccessKey: "secret" };

function signerFor(service: string) {
  return new SignatureV4({
    credentials,
    region: "eu-central-1",
    service,
    sha256: Sha256 as never,
    uriEscapePath: service !== "s3",
    applyChecksum: true,
  });
}

interface Unsigned {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string | string[]>;
  readonly headers: Record<string, string>;
  readonly body: string;
}

function encodeQuery(query: Record<string, string | string[] | null>): string {
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values ?? ""].flat().map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
  );
  return pairs.join("&");
}

const post: Unsigned = {
  method: "POST",
  path: "/",
  query: {},
  headers: { host: "127.0.0.1:4400", "content-type": "application/x-amz-json-1.0" },
  body: '{"a":1}',
};

async function sign(service: string, unsigned: Unsigned): Promise<SignedRequest> {
  const request = { ...unsigned, protocol: "http:", hostname: "127.0.0.1" };
  const signed = (await signerFor(service).sign(request as never)) as unknown as { headers: Record<string, string> };
  const payloadHash = signed.headers["x-amz-content-sha256"] ?? sha256(unsigned.body);
  return { ...unsigned, query: encodeQuery(unsigned.query), headers: signed.headers, payloadHash };
}

async function link(service: string, unsigned: Unsigned, expiresIn: number): Promise<SignedRequest> {
  const request = { ...unsigned, protocol: "http:", hostname: "127.0.0.1" };
  const options = { expiresIn, signingDate: new Date("2026-01-31T12:00:00Z") };
  const { query = {} } = await signerFor(service).presign(request, options);
  const { host = "" } = unsigned.headers;
  return { ...unsigned, query: encodeQuery(query), headers: { host }, payloadHash: sha256(unsigned.body) };
}

function verify(request: SignedRequest, secret = credentials.secretAccessKey): boolean {
  const signature = readSignature(request.headers, request.query);
  return signature !== undefined && isSignedWith(secret, signature, request);
}

describe("a signature of the AWS SDK", () => {
  it("is read from the header", async () => {
    const { headers } = await sign("sqs", post);
    expect(readSignature(headers, "")).toMatchObject({
      accessKeyId: credentials.accessKeyId,
      region: "eu-central-1",
      service: "sqs",
      signedHeaders: expect.arrayContaining(["host", "x-amz-date"]),
    });
  });

  it.each(["sqs", "dynamodb", "s3", "execute-api"])("holds for %s, and for no other secret", async (service) => {
    const request = await sign(service, {
      ...post,
      path: "/a%20b/c%2Bd/e(f)",
      query: { "a b": "1", z: ["2", "1"], "": "" },
    });
    expect([verify(request), verify(request, "other")]).toEqual([true, false]);
  });

  it("holds for whatever is signed", async () => {
    const text = fc.string({ unit: "grapheme", maxLength: 12 });
    const segment = text.map((value) => encodeURIComponent(value));
    const request = fc.record({
      method: fc.constantFrom("GET", "PUT", "POST", "DELETE"),
      path: fc.array(segment, { maxLength: 4 }).map((segments) => `/${segments.join("/")}`),
      query: fc.dictionary(
        text.filter((name) => name !== "__proto__"),
        text,
        { maxKeys: 4 },
      ),
      body: text,
    });
    const service = fc.constantFrom("s3", "sqs");
    await fc.assert(
      fc.asyncProperty(service, request, async (name, unsigned) => {
        expect(verify(await sign(name, { ...post, ...unsigned }))).toBe(true);
      }),
    );
  });

  it.each([
    ["method", { method: "PUT" }],
    ["path", { path: "/other" }],
    ["query", { query: "Action=DeleteQueue" }],
    ["body", { payloadHash: sha256("other") }],
  ])("does not hold with another %s", async (_, change) => {
    expect(verify({ ...(await sign("sqs", post)), ...change })).toBe(false);
  });

  it("does not hold with another signed header", async () => {
    const request = await sign("sqs", post);
    expect(verify({ ...request, headers: { ...request.headers, host: "evil.example" } })).toBe(false);
  });
});

describe("a signed link", () => {
  const get = { ...post, method: "GET", path: "/bucket/a%20key", headers: { host: "127.0.0.1:4400" }, body: "" };

  it("holds, and says when it expires", async () => {
    const request = await link("s3", get, 900);
    const signature = readSignature(request.headers, request.query);
    expect(verify(request)).toBe(true);
    expect(signature && new Date(expiryOf(signature)).toISOString()).toBe("2026-01-31T12:15:00.000Z");
  });

  it("does not hold for another object or longer than it says", async () => {
    const request = await link("s3", get, 900);
    expect(verify({ ...request, path: "/bucket/other" })).toBe(false);
    expect(verify({ ...request, query: request.query.replace("X-Amz-Expires=900", "X-Amz-Expires=901") })).toBe(false);
  });

  it("that is damaged has expired, whatever its date is made of", () => {
    const signature = readSignature(
      {},
      "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a/20260131/r/s3/aws4_request&X-Amz-Date=now&X-Amz-Signature=00",
    );
    expect(signature && expiryOf(signature)).toBe(Number.NaN);
  });
});

describe("what is no signature", () => {
  it.each([
    ["nothing", {}, ""],
    ["a bearer token", { authorization: "Bearer abc" }, ""],
    [
      "a scope that is too short",
      { authorization: "AWS4-HMAC-SHA256 Credential=key/sqs/aws4_request, Signature=00" },
      "",
    ],
    ["another algorithm", {}, "X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256&X-Amz-Signature=00"],
    ["a link without credential", {}, "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00"],
  ])("is %s", (_, headers, query) => {
    expect(readSignature(headers, query)).toBeUndefined();
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (authorization, query) => {
        const signature = readSignature(
          { authorization: `AWS4-HMAC-SHA256 ${authorization}` },
          `X-Amz-Signature=${query}`,
        );
        const isSigned =
          signature && isSignedWith("secret", signature, { ...post, headers: {}, query, payloadHash: "" });
        expect(isSigned).not.toBe(true);
      }),
    );
  });
});
