/**
 * What the tooling asks of AWS, as verbs over plain data. `sdk/` implements it and is the only place that constructs
 * clients; tests implement it in memory. A verb that fails throws what `explainError` makes of the failure, always an
 * `IffcError`; what does not exist is `undefined`, never an error.
 */
import type { Functions } from "./functions.ts";
import type { Logs } from "./logs.ts";
import type { Objects } from "./objects.ts";
import type { Stacks } from "./stacks.ts";

/** One AWS account in one region, as far as the deployer uses it. */
export interface Cloud {
  /** `sts:GetCallerIdentity`: whose credentials these are. Always the first call. */
  identity(): Promise<Identity>;
  readonly stacks: Stacks;
  /** The reads that are repeated while an operation runs, with one attempt each: who follows asks again by itself. */
  readonly watch: Pick<Stacks, "describe" | "describeChangeSet" | "events">;
  readonly functions: Functions;
  readonly objects: Objects;
  readonly logs: Logs;
}

/** Who the credentials belong to, and where they lead. */
export interface Identity {
  /** Twelve digits. */
  readonly account: string;
  readonly arn: string;
  /** The region that the user's own AWS configuration names; absent where it names none. */
  readonly configuredRegion?: string;
}
