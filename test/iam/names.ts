/** From what stands in requests on this machine to what the templates make on AWS. */
import { physicalArn } from "../templates/resolve.ts";
import type { Request } from "../templates/simulate.ts";
import type { Named, Permission } from "./authorization.ts";
import type { Decision } from "./record.ts";
import { type Run, services } from "./run.ts";

/** Finds, for a running app, the ARNs that it would have in an environment on AWS. */
export interface Names {
  /** What a call takes. */
  readonly permission: (permission: Permission) => Request;
  /** What the gateway was asked. */
  readonly decision: (decision: Pick<Decision, "action" | "resource">) => Request;
}

/** The names of an app's resources in an environment. */
export function namesOf({ plan, resources }: Run, environment: string): Names {
  const stack = `${plan.app}-${environment}-state`;
  const arnOf = ({ service, name, below }: Named): string => {
    const id = resources.get(`${service} ${name}`);
    const [kind = ""] = Object.entries(services).find(([, known]) => known === service) ?? [];
    const known = plan.resources.find((resource) => resource.id === id) ?? { kind, logicalId: name };
    return physicalArn(stack, known) + below;
  };
  return {
    permission: ({ action, on }) => ({ action, resourceArn: arnOf(on) }),
    decision: ({ action, resource }) => ({ action, resourceArn: arnOf(readArn(resource)) }),
  };
}

function readArn(arn: string): Named {
  const [, , service = "", , , ...rest] = arn.split(":");
  const [, name = "", below = ""] = /^(?:table\/)?([^/]+)(.*)$/su.exec(rest.join(":")) ?? [];
  return { service, name, below };
}
