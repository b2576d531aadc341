import type { Report } from "../kind.ts";
import { expiryInDays } from "./findings.ts";
import type { BucketProperties } from "./options.ts";

const secondsPerDay = 86_400;

/** Rules that hold for a bucket on its own. */
export function checkBucket({ expires }: BucketProperties, report: Report): void {
  if (expires === undefined || expires % secondsPerDay === 0) return;
  const days = Math.ceil(expires / secondsPerDay);
  report(expiryInDays, { option: "expires", hint: `Write \`expires: "${days} days"\`.` });
}
