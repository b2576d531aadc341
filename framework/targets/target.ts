/** The contract of a target: where an environment lives. The two of them never know each other. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Reporter } from "../diagnostics/reporter.ts";
import type { Artifact } from "../model/artifact.ts";
import type { Outputs } from "../model/outputs.ts";
import type { Environment, Plan } from "../model/plan.ts";

/** One environment of one app. */
export interface Scope {
  readonly app: string;
  readonly environment: Environment;
  /** The project's root, absolute; targets write below its `.iffc` only. */
  readonly root: string;
  readonly reporter: Reporter;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
}

/** What is deployed, as far as a plan needs to know; a target adds what it needs itself. */
export interface Snapshot {
  /** The plan of the last successful deploy. */
  readonly plan?: Plan;
}

/** A plan and its code, ready to go. */
export interface DeployRequest {
  readonly scope: Scope;
  readonly plan: Plan;
  readonly artifacts: readonly Artifact[];
  readonly snapshot: Snapshot;
  /** For the local target: the port to listen on, where the user says so. */
  readonly port?: number;
}

/** What a deploy did. */
export interface Deployment {
  readonly outputs: Outputs;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a removal left behind, for the user to know. */
export interface Removal {
  /** What is gone, by id or name. */
  readonly removed: readonly string[];
  /** What stays, and why. */
  readonly kept: readonly { readonly name: string; readonly reason: string }[];
}

/** A call of one function. */
export interface Invocation {
  readonly ok: boolean;
  /** What the function returned or threw, as JSON text. */
  readonly payload: string;
  /** The log lines of the call, where the target can tell them apart. */
  readonly logs: readonly string[];
}

/** Which log lines are read. */
export interface LogQuery {
  readonly scope: Scope;
  /** What is deployed. */
  readonly plan: Plan;
  /** A function's id; all functions where it is left out. */
  readonly function?: string;
  readonly follow: boolean;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Only lines that hold this text. */
  readonly filter?: string;
}

/** One line of a function's log. */
export interface LogLine {
  readonly function: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly text: string;
}

/** A function that is meant, in a deployed environment. */
export interface FunctionCall {
  readonly scope: Scope;
  readonly plan: Plan;
  /** The function's id. */
  readonly function: string;
  /** JSON text. */
  readonly payload: string;
}

/** Where environments live: an AWS account, or this machine. */
export interface Target {
  /** Reads what is deployed. Changes nothing. */
  snapshot(scope: Scope): Promise<Snapshot>;
  /** Makes the environment what the plan says. Everything that it changes is in the plan. */
  deploy(request: DeployRequest): Promise<Deployment>;
  /** Removes the environment. Removing what is gone already succeeds. */
  destroy(scope: Scope): Promise<Removal>;
  invoke(call: FunctionCall): Promise<Invocation>;
  logs(query: LogQuery): AsyncIterable<LogLine>;
}
