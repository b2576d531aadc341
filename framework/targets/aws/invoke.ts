import type { Invocation } from "./cloud/functions.ts";
import { deployedFunctions } from "./handlers.ts";
import { liveAlias } from "./release.ts";
import type { Session } from "./session.ts";

/** What to call. */
export interface InvokeRequest {
  /** `Class.method`. */
  readonly handler: string;
  /** JSON text of the event. @default "{}" */
  readonly payload?: string;
}

/** Calls a deployed handler's function by its alias and waits. That the handler threw is part of the result. */
export async function invoke(session: Session, { handler, payload = "{}" }: InvokeRequest): Promise<Invocation> {
  const [planned] = await deployedFunctions(session, [handler]);
  if (!planned) throw new Error(`No function serves "${handler}".`);
  return session.cloud.functions.invoke({ name: planned.name, qualifier: liveAlias, payload });
}
