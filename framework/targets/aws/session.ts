import type { Reporter } from "../../diagnostics/reporter.ts";
import type { Environment } from "../../model/plan.ts";
import { artifactBucketName } from "./bootstrap-template.ts";
import type { Cloud } from "./cloud/cloud.ts";
import { openCloud } from "./cloud/sdk/connect.ts";
import { interrupted, wrongAccount } from "./errors/access.ts";
import { failure } from "../../diagnostics/failure.ts";

/** One environment's account, opened and verified: what every operation of this target works with. */
export interface Session {
  readonly app: string;
  readonly environment: Environment;
  readonly cloud: Cloud;
  /** `aws`, `aws-cn`, ...: what the account's ARNs begin with. */
  readonly partition: string;
  readonly artifactBucketName: string;
  readonly reporter: Reporter;
  readonly clock: Clock;
  /** Aborted when the user asks to stop. */
  readonly signal?: AbortSignal;
}

/** Time, replaceable in tests. */
export interface Clock {
  /** Milliseconds that only ever grow, from any origin. */
  now(): number;
  /** Waits, or returns earlier when the signal is aborted. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** What a session is opened for. */
export interface SessionRequest {
  readonly app: string;
  readonly environment: Environment;
  readonly reporter: Reporter;
  readonly signal?: AbortSignal;
  /** @default the environment's account through the SDK */
  readonly cloud?: Cloud;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

/**
 * Asks whose credentials these are and refuses, before any other call, unless account and region are the ones that the
 * environment is pinned to.
 */
export async function openSession(request: SessionRequest): Promise<Session> {
  const { app, environment, reporter, signal, clock = systemClock } = request;
  const { account, region } = environment;
  if (account === undefined) throw new Error(`The environment "${environment.name}" has no account.`);
  const cloud = request.cloud ?? openCloud({ account, region });
  const identity = await cloud.identity();
  const actual = { account: identity.account, region: identity.configuredRegion ?? region };
  if (actual.account !== account || actual.region !== region) {
    throw failure(wrongAccount, {
      message:
        `"${environment.name}" is account ${account} in ${region}, ` +
        `but the credentials lead to account ${actual.account} in ${actual.region}.`,
    });
  }
  return {
    app,
    environment,
    cloud,
    partition: identity.arn.split(":")[1] || "aws",
    artifactBucketName: artifactBucketName(account, region),
    reporter,
    clock,
    ...(signal && { signal }),
  };
}

/** Throws once the user has asked to stop; `state` says what has happened so far, in a sentence. */
export function stopIfInterrupted(session: Session, state?: string): void {
  if (session.signal?.aborted)
    throw failure(interrupted, state === undefined ? {} : { message: `Interrupted. ${state}` });
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wait: (milliseconds, signal) =>
    new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      if (signal?.aborted) end();
      else signal?.addEventListener("abort", end);
    }),
};
