import { readFile } from "node:fs/promises";
import type { Artifact } from "../../model/artifact.ts";
import type { ObjectLocation } from "./cloud/objects.ts";
import { failure } from "./errors/entry.ts";
import { artifactDamaged } from "./errors/functions.ts";
import { inParallel } from "./parallel.ts";
import type { Session } from "./session.ts";
import { hashOf, sha256Of, storeOnce } from "./stored.ts";

/** The code of a function in the artifact bucket. */
export interface UploadedCode {
  /** SHA-256 of the zip in base64. */
  readonly sha256: string;
  readonly location: ObjectLocation;
}

/**
 * Uploads the zip of every function, and its source map beside it, under the hash of the zip; what is there already is
 * not sent again. Returns the code by the function's id.
 */
export async function uploadArtifacts(
  session: Session,
  artifacts: readonly Artifact[],
): Promise<ReadonlyMap<string, UploadedCode>> {
  const uploaded = await inParallel(artifacts, (artifact) => uploadArtifact(session, artifact));
  return new Map(uploaded.map((code, index) => [artifacts[index]?.function ?? "", code]));
}

async function uploadArtifact(session: Session, { function: id, zip, map }: Artifact): Promise<UploadedCode> {
  if (!zip) throw new Error(`The function "${id}" was built without a zip.`);
  const body = await readFile(zip.file);
  if (sha256Of(body) !== zip.sha256) {
    throw failure(artifactDamaged, { message: `The zip of "${id}", ${zip.file}, changed after it was built.` });
  }
  const key = `artifacts/${hashOf(zip.sha256)}`;
  const location = await storeOnce(session, { key: `${key}.zip`, body, contentType: "application/zip" });
  await storeOnce(session, { key: `${key}.map`, body: await readFile(map), contentType: "application/json" });
  return { sha256: zip.sha256, location };
}
