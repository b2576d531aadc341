import type { FailureEntry } from "../../../diagnostics/failure.ts";
import { accessFailures } from "./access.ts";
import { functionFailures } from "./functions.ts";
import { stackFailures } from "./stacks.ts";

/** What this target can fail with, as entries of the catalogue. */
export const awsFailures: readonly FailureEntry[] = [...accessFailures, ...stackFailures, ...functionFailures];
