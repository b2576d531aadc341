import type { Finding } from "../../../diagnostics/diagnostic.ts";
import { accessFailures } from "./access.ts";
import { functionFailures } from "./functions.ts";
import { stackFailures } from "./stacks.ts";

/** What this target can fail with, as entries of the catalogue that `iffc explain` shows. */
export const awsFindings: readonly Finding[] = [...accessFailures, ...stackFailures, ...functionFailures].map(
  ({ code, title, hint, page }) => ({ code, title, hint, page }),
);
