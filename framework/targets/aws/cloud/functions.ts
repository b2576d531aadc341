import type { LastUpdateStatus, State } from "@aws-sdk/client-lambda";
import type { JsonObject } from "../../../model/json.ts";
import type { ObjectLocation } from "./objects.ts";

/** Lambda. */
export interface Functions {
  /** The unpublished function, or what a version or alias names. */
  describe(name: string, qualifier?: string): Promise<FunctionVersion | undefined>;
  updateCode(request: CodeUpdate): Promise<FunctionVersion>;
  /** Freezes the unpublished function as a version, provided that it is still what the request says. */
  publish(request: Publication): Promise<FunctionVersion>;
  alias(name: string, alias: string): Promise<Alias | undefined>;
  updateAlias(request: AliasUpdate): Promise<Alias>;
  /** Calls and waits, once: an invocation is never repeated. */
  invoke(request: InvocationRequest): Promise<Invocation>;
}

/** A function's code and settings, unpublished or frozen in a version. */
export interface FunctionVersion {
  readonly name: string;
  readonly arn: string;
  /** A number, or `$LATEST`. */
  readonly version: string;
  /** SHA-256 of the zip in base64. */
  readonly codeSha256: string;
  readonly revisionId: string;
  readonly state: State;
  readonly stateReason?: string;
  readonly updateStatus: LastUpdateStatus;
  readonly updateReason?: string;
  /** Everything beside the code that a version freezes: memory, environment, role and so on. */
  readonly settings: JsonObject;
  readonly logGroup: string;
}

/** New code for a function, if it is still at the given revision. */
export interface CodeUpdate {
  readonly name: string;
  readonly code: ObjectLocation;
  readonly revisionId: string;
}

/** What a version is published of. */
export interface Publication {
  readonly name: string;
  readonly codeSha256: string;
  readonly revisionId: string;
}

/** A name for a version. */
export interface Alias {
  readonly version: string;
  readonly revisionId: string;
}

/** A version for an alias, if it is still at the given revision. */
export interface AliasUpdate {
  readonly name: string;
  readonly alias: string;
  readonly version: string;
  readonly revisionId: string;
}

/** What to call a function with. */
export interface InvocationRequest {
  readonly name: string;
  readonly qualifier: string;
  /** JSON text. */
  readonly payload: string;
}

/** How a call ended. */
export interface Invocation {
  /** `Unhandled` where the handler threw; absent where it returned. */
  readonly error?: string;
  /** JSON text: the result, or Lambda's error shape. */
  readonly payload: string;
  /** The last 4 KB of what the call logged. */
  readonly log: string;
  readonly version: string;
}
