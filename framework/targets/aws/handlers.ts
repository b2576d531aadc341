import type { PlannedFunction } from "../../model/plan.ts";
import { failure } from "../../diagnostics/failure.ts";
import { handlerUnknown } from "./errors/functions.ts";
import { notDeployed } from "./errors/stacks.ts";
import { readPlan } from "./record.ts";
import type { Session } from "./session.ts";

/** The deployed functions that serve the named handlers, or all. Throws for a name that none of them has. */
export async function deployedFunctions(
  session: Session,
  names: readonly string[] = [],
): Promise<readonly PlannedFunction[]> {
  const plan = await readPlan(session);
  if (!plan)
    throw failure(notDeployed, {
      message: `Nothing of "${session.app}" is deployed in "${session.environment.name}".`,
    });
  if (names.length === 0) return plan.functions;
  const found = names.map((name) => functionOf(plan.functions, name));
  return [...new Set(found)];
}

function functionOf(functions: readonly PlannedFunction[], name: string): PlannedFunction {
  const found = functions.find(({ id, handlers }) => id === name || handlers.some((handler) => handler.id === name));
  if (found) return found;
  const known = functions.flatMap(({ handlers }) => handlers.map((handler) => handler.id)).toSorted();
  throw failure(handlerUnknown, { message: `There is no handler "${name}". Deployed are: ${known.join(", ")}.` });
}
