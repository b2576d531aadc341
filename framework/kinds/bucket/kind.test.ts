import { describe, expect, expectTypeOf, it } from "vitest";
import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { PlannedResource, PlannedTrigger } from "../../model/plan.ts";
import type { functionOptions } from "../../options.ts";
import type { BucketOptions, OnObjectOptions } from "./decorator.ts";
import { bucket } from "./kind.ts";
import type { bucketOptions, onObjectOptions } from "./options.ts";
import { checkBucket } from "./rules.ts";

const declaredAt = { file: "files.ts", line: 1, column: 3, length: 5 };

const planned: PlannedResource = {
  id: "Files.uploads",
  kind: "bucket",
  tier: "state",
  service: "Files",
  logicalId: "FilesUploads",
  name: "shop-dev-files-uploads",
  stateful: true,
  properties: { versions: true },
  declaredAt,
};

const definition = bucket.resource;

describe("grants", () => {
  const arn = { resource: "Files.uploads", attribute: "arn" };
  const objects = { join: [arn, "/*"] };

  it.each([
    ["put", "PutObject"],
    ["uploadUrl", "PutObject"],
    ["delete", "DeleteObject"],
    ["downloadUrl", "GetObject"],
  ])("%s takes %s on the objects alone", (verb, action) => {
    expect(definition?.verbs[verb]?.grants(planned, undefined)).toEqual([{ actions: [`s3:${action}`], on: [objects] }]);
  });

  it("list takes the bucket alone", () => {
    expect(definition?.verbs["list"]?.grants(planned, undefined)).toEqual([{ actions: ["s3:ListBucket"], on: [arn] }]);
  });

  it.each(["get", "getText"])("%s takes the objects, and the list so that a missing key is not a 403", (verb) => {
    expect(definition?.verbs[verb]?.grants(planned, undefined)).toEqual([
      { actions: ["s3:GetObject"], on: [objects] },
      { actions: ["s3:ListBucket"], on: [arn] },
    ]);
  });

  it("of a listener are none, since EventBridge starts it", () => {
    expect(bucket.triggers[0]).not.toHaveProperty("grants");
  });
});

describe("expiry", () => {
  const check = (expires?: number): readonly Diagnostic[] => {
    const found: Diagnostic[] = [];
    const properties = { versions: true, ...(expires !== undefined && { expires }) };
    checkBucket(properties, (finding, occurrence) => found.push(diagnose(finding, occurrence)));
    return found;
  };

  it("counts in days", () => {
    expect(check()).toEqual([]);
    expect(check(86_400)).toEqual([]);
    expect(check(30 * 86_400)).toEqual([]);
  });

  it("is rounded up in the hint, not in silence", () => {
    expect(check(90_000)).toMatchObject([{ code: "IFFC2301", hint: 'Write `expires: "2 days"`.' }]);
  });
});

it("tells EventBridge of its objects only where somebody listens", () => {
  const trigger = { declaredAt } as PlannedTrigger;
  const settle = (listeners: readonly { trigger: PlannedTrigger; timeout: number }[]) =>
    definition?.settle?.({ versions: true }, listeners, () => undefined);
  expect(settle([])).toEqual({ versions: true, events: false });
  expect(settle([{ trigger, timeout: 30 }])).toEqual({ versions: true, events: true });
});

it("types and reads the same options", () => {
  expectTypeOf<keyof BucketOptions>().toEqualTypeOf<keyof typeof bucketOptions | "id">();
  type Read = keyof typeof onObjectOptions | keyof typeof functionOptions;
  expectTypeOf<keyof OnObjectOptions>().toEqualTypeOf<Read>();
});
