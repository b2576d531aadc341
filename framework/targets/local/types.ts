import type { Artifact } from "../../model/artifact.ts";

/** The part of a build's artifact that runs on this machine. */
export type LocalArtifact = Pick<Artifact, "function" | "file" | "format" | "hash">;
