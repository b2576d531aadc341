import { serialize } from "../../model/json.ts";
import type { Plan } from "../../model/plan.ts";
import { failure } from "../../diagnostics/failure.ts";
import { recordTooNew } from "./errors/stacks.ts";
import type { Session } from "./session.ts";
import { storeOnce } from "./stored.ts";

/** Where everything about one app and environment is kept in the artifact bucket. */
export function recordPrefix({ app, environment }: Session): string {
  return `apps/${app}/${environment.name}/`;
}

/** The plan of the last successful deploy, if there was one. Throws where a newer iffc wrote it. */
export async function readPlan(session: Session): Promise<Plan | undefined> {
  const body = await session.cloud.objects.read(session.artifactBucketName, `${recordPrefix(session)}plan.json`);
  if (!body) return undefined;
  const plan = JSON.parse(Buffer.from(body).toString("utf8")) as Plan;
  if (plan.schemaVersion !== 1) throw failure(recordTooNew);
  return plan;
}

/** Keeps the plan of a deploy that succeeded, for the next one to compare with. */
export async function writePlan(session: Session, plan: Plan): Promise<void> {
  const body = Buffer.from(serialize(plan));
  await storeOnce(session, { key: `${recordPrefix(session)}plan.json`, body, contentType: "application/json" });
}
