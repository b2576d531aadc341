import { notConfirmed } from "../diagnostics/catalogue/commands.ts";
import { failure } from "../diagnostics/failure.ts";
import type { Environment } from "../model/plan.ts";
import type { Removal } from "../targets/target.ts";
import { type App, environmentOf, scopeOf, type Session } from "./app.ts";
import { openTarget } from "./targets.ts";

/** What confirms that an environment is to be removed. */
export interface Confirmation {
  /** The environment's name with its account, `prod@123456789012`; the name alone on this machine. */
  readonly text: string;
  /** Whether nothing less will do. */
  readonly isRequired: boolean;
}

/** An environment to remove. */
export interface DestroyRequest {
  readonly environment: string;
  /** What was typed in order to confirm, see {@link confirmationOf}; only a protected environment needs it. */
  readonly confirmation?: string;
}

/**
 * What has to be typed in order to remove an environment.
 *
 * @throws IffcError `IFFC9002` for a name that the configuration does not have
 */
export function confirmationOf(app: App, name: string): Confirmation {
  return confirmationFor(environmentOf(app, name).environment);
}

function confirmationFor({ name, account, posture }: Environment): Confirmation {
  return { text: account === undefined ? name : `${name}@${account}`, isRequired: posture === "protected" };
}

/**
 * Removes an environment with everything in it. What is gone already counts as removed.
 *
 * @throws IffcError `IFFC9013`, before any call, where the confirmation is wrong or a protected environment has none
 */
export async function destroyApp(app: App, request: DestroyRequest, session: Session): Promise<Removal> {
  const { environment } = environmentOf(app, request.environment);
  refuseUnconfirmed(environment, request.confirmation);
  const target = await openTarget(environment);
  return await target.destroy(scopeOf(app, environment, session));
}

function refuseUnconfirmed(environment: Environment, given: string | undefined): void {
  const { text, isRequired } = confirmationFor(environment);
  if (given === text || (given === undefined && !isRequired)) return;
  const { name } = environment;
  const reason =
    given === undefined
      ? `"${name}" is protected: its removal has to be confirmed with its name and account.`
      : `The removal of "${name}" is not confirmed by "${given}".`;
  throw failure(notConfirmed, { message: `${reason} Nothing was removed.`, hint: `If you mean it: --confirm ${text}` });
}
