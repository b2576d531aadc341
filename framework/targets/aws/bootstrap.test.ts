import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RegoEngine, TemplateFile } from "@aws/cloudformation-validate";
import { describe, expect, test } from "vitest";
import { changesIn, openTestSession } from "../../../test/fakes/cloud.ts";
import { artifactBucketName, bootstrapTemplate } from "./bootstrap-template.ts";
import { ensureBootstrap } from "./bootstrap.ts";
import { renderTemplate } from "./synthesize/stack.ts";

describe("the bucket of artifacts", () => {
  test("is in the account's own namespace, where the region has one", () => {
    expect(artifactBucketName("111122223333", "eu-central-1")).toBe("iffc-artifacts-111122223333-eu-central-1-an");
    expect(artifactBucketName("111122223333", "me-south-1")).toBe("iffc-artifacts-111122223333-me-south-1");
    const namespaceOf = (region: string): unknown =>
      bootstrapTemplate("111122223333", region).Resources["Artifacts"]?.Properties?.["BucketNamespace"];
    expect(namespaceOf("eu-central-1")).toBe("account-regional");
    expect(namespaceOf("me-south-1")).toBeUndefined();
  });

  test("has a name that S3 takes in the region with the longest name", () => {
    expect(artifactBucketName("111122223333", "ap-southeast-99").length).toBeLessThanOrEqual(63);
  });

  test("is versioned, encrypted, closed to the public and to plain HTTP, and outlives its stack", () => {
    const { Artifacts, ArtifactsPolicy } = bootstrapTemplate("111122223333", "eu-central-1").Resources;
    expect(Artifacts).toMatchObject({
      DeletionPolicy: "RetainExceptOnCreate",
      UpdateReplacePolicy: "Retain",
      Properties: {
        VersioningConfiguration: { Status: "Enabled" },
        BucketEncryption: {},
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
    });
    expect(ArtifactsPolicy?.Properties).toMatchObject({
      PolicyDocument: { Statement: [{ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }] },
    });
  });

  test("is declared by a template that AWS's validator finds no error in", () => {
    const folder = mkdtempSync(join(tmpdir(), "iffc-bootstrap-"));
    const file = join(folder, "template.json");
    const engine = new RegoEngine();
    const errors = ["eu-central-1", "me-south-1"].flatMap((region) => {
      writeFileSync(file, renderTemplate(bootstrapTemplate("111122223333", region)));
      return engine.validateStandard(new TemplateFile(file), { severityLevel: "ERROR" }).diagnostics;
    });
    engine.free();
    rmSync(folder, { recursive: true });
    expect(errors).toEqual([]);
  });
});

describe("bootstrapping", () => {
  test("makes the bucket where it is missing, as a step of its own, without needing the bucket for it", async () => {
    const session = await openTestSession();
    await ensureBootstrap(session);
    expect(session.cloud.state.objects.buckets.has(session.artifactBucketName)).toBe(true);
    expect(session.cloud.state.stacks.stacks.get("iffc-bootstrap")?.state.tags).toEqual({ "iffc:bootstrap": "1" });
    expect(changesIn(session.cloud.calls)).toEqual(["stacks.createChangeSet", "stacks.executeChangeSet"]);
    expect(session.events[0]).toEqual({ type: "phase.started", phase: "deploy" });
    expect(session.events.at(-1)).toMatchObject({
      type: "phase.finished",
      detail: "the bucket iffc-artifacts-111122223333-eu-central-1-an, once for 111122223333 in eu-central-1",
    });
  });

  test("is one question where that was done before", async () => {
    const session = await openTestSession();
    await ensureBootstrap(session);
    session.cloud.calls.length = 0;
    await ensureBootstrap(session);
    expect(session.cloud.calls.map(({ verb }) => verb)).toEqual(["objects.versioning"]);
  });

  test.each([
    ["off", "does not keep versions"],
    ["foreign", "belongs to another account, or may not be read"],
  ] as const)("refuses a bucket that is %s", async (condition, text) => {
    const session = await openTestSession();
    session.cloud.state.objects.conditions.set(session.artifactBucketName, condition);
    await expect(ensureBootstrap(session)).rejects.toMatchObject({ code: "IFFC5020", exit: 3 });
    await expect(ensureBootstrap(session)).rejects.toThrow(text);
    expect(changesIn(session.cloud.calls)).toEqual([]);
  });

  test("refuses to go on where the bucket was deleted by hand", async () => {
    const session = await openTestSession();
    await ensureBootstrap(session);
    session.cloud.state.objects.buckets.clear();
    await expect(ensureBootstrap(session)).rejects.toThrow("is gone, although the stack iffc-bootstrap made it");
  });

  test("tries again where the first time failed", async () => {
    const session = await openTestSession();
    const fault = { logicalId: "Artifacts", reason: "no", end: "ROLLBACK_COMPLETE" as const };
    session.cloud.state.stacks.faults.set("iffc-bootstrap", fault);
    await expect(ensureBootstrap(session)).rejects.toMatchObject({ code: "IFFC5026" });
    session.cloud.state.stacks.faults.clear();
    await ensureBootstrap(session);
    expect(session.cloud.state.objects.buckets.has(session.artifactBucketName)).toBe(true);
  });
});
