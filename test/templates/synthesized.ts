/** The templates of every plan, with made-up places for the code. */
import { kinds } from "../../framework/kinds/registry.ts";
import type { Plan } from "../../framework/model/plan.ts";
import type { CodeReference } from "../../framework/targets/aws/synthesize/function.ts";
import { type Synthesis, synthesize } from "../../framework/targets/aws/synthesize/synthesize.ts";
import { plans } from "./plans/all.ts";

/** Where the code of a function would lie. */
export function codeOf(functionId: string): CodeReference {
  return { S3Bucket: "iffc-111122223333-eu-central-1", S3Key: `code/${functionId}.zip`, S3ObjectVersion: "v1" };
}

/** Synthesizes with the built-in kinds. */
export function synthesizePlan(plan: Plan): Synthesis {
  return synthesize(plan, { kinds, code: codeOf });
}

/** Every plan with its stacks. */
export const synthesized = Object.entries(plans).map(([name, plan]) => ({ name, plan, ...synthesizePlan(plan) }));
