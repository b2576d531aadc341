import { readFile } from "node:fs/promises";
import { basename, dirname, posix, relative, sep } from "node:path";
import type { Archive, Artifact } from "../../model/artifact.ts";
import type { ObjectLocation } from "./cloud/objects.ts";
import { failure } from "../../diagnostics/failure.ts";
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
 * Uploads the zip of every function under its hash, with its source map beside it and the files that the map refers to
 * where it looks for them. What is there already is not sent again. Returns the code by the function's id.
 */
export async function uploadArtifacts(
  session: Session,
  artifacts: readonly Artifact[],
): Promise<ReadonlyMap<string, UploadedCode>> {
  const uploaded = await inParallel(artifacts, (artifact) => uploadArtifact(session, artifact));
  const parts = new Map(artifacts.flatMap(mapPartsOf));
  await inParallel([...parts], ([key, file]) => uploadMap(session, key, file));
  return new Map(uploaded.map((code, index) => [artifacts[index]?.function ?? "", code]));
}

async function uploadArtifact(session: Session, artifact: Artifact): Promise<UploadedCode> {
  const { file, sha256 } = zipOf(artifact);
  const body = await readFile(file);
  if (sha256Of(body) !== sha256) {
    throw failure(artifactDamaged, {
      message: `The zip of "${artifact.function}", ${file}, changed after it was built.`,
    });
  }
  const folder = folderOf(artifact);
  const location = await storeOnce(session, { key: `${folder}/function.zip`, body, contentType: "application/zip" });
  await uploadMap(session, `${folder}/${basename(artifact.map)}`, artifact.map);
  return { sha256, location };
}

/** The files that a source map refers to, by their keys: each lies to the map in the bucket as it does on the disk. */
function mapPartsOf(artifact: Artifact): readonly (readonly [key: string, file: string])[] {
  return artifact.mapParts.map((file) => {
    const path = relative(dirname(artifact.map), file).split(sep);
    return [posix.join(folderOf(artifact), ...path), file];
  });
}

async function uploadMap(session: Session, key: string, file: string): Promise<void> {
  await storeOnce(session, { key, body: await readFile(file), contentType: "application/json" });
}

function folderOf(artifact: Artifact): string {
  return `artifacts/${hashOf(zipOf(artifact).sha256)}`;
}

function zipOf({ function: id, zip }: Artifact): Archive {
  if (!zip) throw new Error(`The function "${id}" was built without a zip.`);
  return zip;
}
