import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { changesIn, openTestSession, type TestSession } from "../../../test/fakes/cloud.ts";
import type { Artifact } from "../../model/artifact.ts";
import { hashOf, sha256Of } from "./stored.ts";
import { uploadArtifacts } from "./upload.ts";

const folder = mkdtempSync(join(tmpdir(), "iffc-upload-"));
let session: TestSession;

beforeEach(async () => {
  session = await openTestSession();
  session.cloud.state.objects.buckets.set(session.artifactBucketName, []);
});

function artifact(id: string, code: string, map = "{}"): Artifact {
  const own = join(folder, id);
  mkdirSync(own, { recursive: true });
  const [file, mapFile] = [join(own, "function.zip"), join(own, "index.js.map")];
  writeFileSync(file, code);
  writeFileSync(mapFile, map);
  const zip = { file, sha256: sha256Of(Buffer.from(code)), size: code.length };
  return { function: id, file, format: "cjs", hash: "", map: mapFile, mapParts: [], zip, size: code.length };
}

test("zips go up under their hash, with the map beside, and are pinned to a version", async () => {
  const uploaded = await uploadArtifacts(session, [artifact("Orders.place", "code")]);
  const sha256 = sha256Of(Buffer.from("code"));
  const key = `artifacts/${hashOf(sha256)}`;
  const { artifactBucketName: bucketName } = session;
  expect(uploaded).toEqual(
    new Map([["Orders.place", { sha256, location: { bucketName, key: `${key}/function.zip`, version: "v1" } }]]),
  );
  expect(hashOf(sha256)).toMatch(/^[0-9a-f]{64}$/u);
  expect(session.cloud.state.objects.buckets.get(bucketName)?.map((stored) => stored.key)).toEqual([
    `${key}/function.zip`,
    `${key}/index.js.map`,
  ]);
});

test("what is there already is not sent again, and keeps its version", async () => {
  const artifacts = [artifact("Orders.place", "code"), artifact("Orders.find", "other")];
  const first = await uploadArtifacts(session, artifacts);
  session.cloud.calls.length = 0;
  expect(await uploadArtifacts(session, artifacts)).toEqual(first);
  expect(changesIn(session.cloud.calls)).toEqual([]);
});

test("what somebody put there in its place is not taken for it", async () => {
  const sha256 = sha256Of(Buffer.from("code"));
  const { artifactBucketName: bucketName, cloud } = session;
  const body = Buffer.from("malicious");
  const key = `artifacts/${hashOf(sha256)}/function.zip`;
  await cloud.state.objects.write({ bucketName, key, body, sha256: sha256Of(body), contentType: "" });
  const uploaded = await uploadArtifacts(session, [artifact("Orders.place", "code")]);
  const location = uploaded.get("Orders.place")?.location;
  expect(location && cloud.state.objects.exactly(location).sha256).toBe(sha256);
});

test("a map that changed while the code did not goes up again", async () => {
  await uploadArtifacts(session, [artifact("Orders.place", "code", "{}")]);
  session.cloud.calls.length = 0;
  await uploadArtifacts(session, [artifact("Orders.place", "code", '{"version":3}')]);
  expect(changesIn(session.cloud.calls)).toEqual(["objects.write"]);
});

test("the parts of maps go up once, where the maps look for them", async () => {
  mkdirSync(join(folder, "maps"), { recursive: true });
  const part = join(folder, "maps", "part.json");
  writeFileSync(part, "{}");
  const parts = { mapParts: [part] };
  await uploadArtifacts(session, [
    { ...artifact("Orders.place", "code"), ...parts },
    { ...artifact("Orders.find", "other"), ...parts },
  ]);
  const stored = session.cloud.state.objects.buckets.get(session.artifactBucketName)?.map(({ key }) => key) ?? [];
  expect(stored.filter((key) => key.endsWith("part.json"))).toEqual(["artifacts/maps/part.json"]);
  expect(stored).toHaveLength(5);
});

test("a zip that changed after it was built is refused", async () => {
  const built = artifact("Orders.place", "code");
  writeFileSync(built.zip?.file ?? "", "something else");
  await expect(uploadArtifacts(session, [built])).rejects.toMatchObject({ code: "IFFC5040" });
  expect(changesIn(session.cloud.calls)).toEqual([]);
});

test("an artifact without a zip is a bug", async () => {
  const { zip: _, ...built } = artifact("Orders.place", "code");
  await expect(uploadArtifacts(session, [built])).rejects.toThrow("was built without a zip");
});
