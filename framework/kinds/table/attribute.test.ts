import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromAttributes, toAttributes, type Attributes } from "./attribute.ts";

const exact = fc.oneof(
  fc.maxSafeInteger(),
  fc.double({ min: -1e15, max: 1e15, noNaN: true }).map((value) => value + 0),
);
const leaf = fc.oneof(
  fc.string({ unit: "binary" }),
  exact,
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array(),
  fc.constant(""),
);
const sets = fc.oneof(
  fc.uniqueArray(fc.string(), { minLength: 1 }).map((members) => new Set<unknown>(members)),
  fc.uniqueArray(exact, { minLength: 1 }).map((members) => new Set<unknown>(members)),
);
/** The SDK loses an attribute of this name below the first level; ours does not. */
const names = fc.string().filter((name) => name !== "__proto__");
const { tree: values } = fc.letrec((tie) => ({
  tree: fc.oneof({ depthSize: "small" }, leaf, sets, fc.array(tie("tree")), fc.dictionary(names, tie("tree"))),
}));
const items = fc.dictionary(fc.string(), values);

describe("toAttributes", () => {
  it("makes what the AWS SDK makes", async () => {
    let sent = "";
    const requestHandler = {
      handle: async ({ body }: { body: Uint8Array }) => {
        sent = new TextDecoder().decode(body);
        throw new Error("not sent");
      },
    };
    const credentials = { accessKeyId: "a", secretAccessKey: "b" };
    const client = new DynamoDBClient({
      region: "eu-central-1",
      credentials,
      requestHandler: requestHandler as never,
      maxAttempts: 1,
    });
    const sdk = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
    const withHoles = fc.dictionary(names, fc.oneof(values, fc.constant(undefined), fc.constant([undefined, 1])));
    await fc.assert(
      fc.asyncProperty(withHoles, async (item) => {
        await expect(sdk.send(new PutCommand({ TableName: "t", Item: item }))).rejects.toThrow("not sent");
        const { Item } = JSON.parse(sent) as { Item: Attributes };
        expect(toAttributes(item)).toEqual(Item);
      }),
    );
  });

  it("is undone by fromAttributes", () => {
    fc.assert(
      fc.property(items, (item) => {
        expect(fromAttributes(toAttributes(item))).toEqual({ ...item });
      }),
    );
  });

  it.each<[string, object, string]>([
    ["a date", { at: new Date(0) }, 'The attribute "at" cannot be stored: it is a Date.'],
    ["a map", { a: { b: [new Map()] } }, 'The attribute "a.b[0]" cannot be stored: it is a Map.'],
    ["a big integer", { n: 1n }, '"n" cannot be stored: it is a bigint'],
    ["a function", { f: () => 1 }, '"f" cannot be stored: it is a function'],
    ["what is no number", { n: Number.NaN }, '"n" cannot be stored: it is NaN'],
    ["the infinite", { n: -Infinity }, '"n" cannot be stored: it is -Infinity'],
    ["an integer that would be rounded", { n: 2 ** 53 }, '"n" cannot be stored: it is 9007199254740992'],
    ["an empty set", { s: new Set() }, '"s" cannot be stored: it is an empty set'],
    ["a mixed set", { s: new Set(["a", 1]) }, '"s" cannot be stored: it is a set of other things'],
    ["a set of objects", { s: new Set([{}]) }, '"s" cannot be stored: it is a set of other things'],
  ])("refuses %s and names its place", (_, item, message) => {
    expect(() => toAttributes(item)).toThrow(message);
  });
});

describe("fromAttributes", () => {
  it("reads binary values as Uint8Array, and as nothing else", () => {
    const { bytes, set } = fromAttributes({ bytes: { B: "AP8=" }, set: { BS: ["AQ=="] } });
    expect(bytes).toStrictEqual(new Uint8Array([0, 255]));
    expect(set).toStrictEqual(new Set([new Uint8Array([1])]));
  });

  it("refuses a number that would be rounded", () => {
    expect(() => fromAttributes({ n: { N: "9007199254740993" } })).toThrow(
      "The table holds the number 9007199254740993",
    );
  });

  it("cannot be made to change a prototype", () => {
    const item = fromAttributes(JSON.parse('{"__proto__":{"M":{"admin":{"BOOL":true}}}}') as Attributes);
    expect((item as { admin?: boolean }).admin).toBeUndefined();
  });
});
