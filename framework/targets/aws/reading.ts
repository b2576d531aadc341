import { kinds } from "../../kinds/registry.ts";
import type { Plan } from "../../model/plan.ts";
import { synthesize, type Synthesis } from "./synthesize/synthesize.ts";

/** Stands for the code of a function that is not uploaded yet, in templates that are only looked at. */
const openCode = { S3Bucket: "artifact-bucket", S3Key: "not-uploaded-yet", S3ObjectVersion: "none" };

/** The stacks of a plan for people to read, and what AWS would refuse them for. Needs no account. */
export function synthesizeForReading(plan: Plan): Synthesis {
  return synthesize(plan, { kinds, code: () => openCode });
}
