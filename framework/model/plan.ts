import type { JsonObject } from "./json.ts";
import type { Location } from "./location.ts";
import type { Contract, Span } from "./model.ts";
import type { Value } from "./value.ts";

/** Everything that one environment will hold and why, as plain versioned data: what is reviewed, built and deployed. */
export interface Plan {
  readonly schemaVersion: 1;
  readonly app: string;
  readonly environment: Environment;
  readonly resources: readonly PlannedResource[];
  readonly functions: readonly PlannedFunction[];
  readonly triggers: readonly PlannedTrigger[];
  readonly changes: readonly Change[];
  /** SHA-256 over everything above, in hexadecimal. */
  readonly digest: string;
}

/** One deployed copy of the app. */
export interface Environment {
  readonly name: string;
  readonly target: "local" | "aws";
  /** Twelve digits; always present for `aws`. */
  readonly account?: string;
  readonly region: string;
  readonly posture: "local" | "sandbox" | "protected";
}

/** The order in which stacks are made: what holds data, what runs, what is reached from outside. */
export type Tier = "state" | "service" | "edge";

/** A resource with every option settled. */
export interface PlannedResource<Properties = JsonObject> {
  readonly id: string;
  readonly kind: string;
  readonly tier: Tier;
  /** The class that declares it; absent for what a kind makes once for the whole app. */
  readonly service?: string;
  /** Stable, unique in the app, made of letters and digits: the stem of its CloudFormation logical ids. */
  readonly logicalId: string;
  /** What the local target calls it, and AWS where the user pinned a name. */
  readonly name: string;
  /** Whether removing or replacing it would lose data. */
  readonly stateful: boolean;
  readonly properties: Properties;
  readonly declaredAt: Location;
}

/** One function: its handlers, its settings and exactly what it may do. */
export interface PlannedFunction {
  /** The handler's id, or the service's where one function serves several handlers. */
  readonly id: string;
  readonly service: string;
  readonly logicalId: string;
  /** The physical name, at most 64 characters. */
  readonly name: string;
  readonly handlers: readonly PlannedHandler[];
  /** Mebibytes. */
  readonly memory: number;
  /** Seconds. */
  readonly timeout: number;
  readonly concurrency?: number;
  readonly environment: Readonly<Record<string, Value>>;
  readonly grants: readonly Grant[];
  /** What the generated entrypoint constructs, dependencies first. */
  readonly construction: readonly Construction[];
  readonly declaredAt: Location;
}

/** A handler inside a function. */
export interface PlannedHandler {
  readonly id: string;
  readonly method: string;
}

/** A class that an entrypoint constructs. */
export interface Construction {
  readonly service: string;
  readonly file: string;
  readonly exportName: string;
  readonly dependencies: readonly string[];
  readonly bindings: readonly Binding[];
  /** What the build blanks out of the file. */
  readonly cuts: readonly Span[];
}

/** A resource's client on a field. */
export interface Binding {
  readonly field: string;
  readonly resource: string;
  readonly kind: string;
  /** What the client is made with: its setting → the environment variable that holds it. */
  readonly variables: Readonly<Record<string, string>>;
  /** Settings that are known now. */
  readonly settings: JsonObject;
}

/** A trigger with every option settled. */
export interface PlannedTrigger<Properties = JsonObject> {
  /** `Class.method` and, where it has several, a number: `Orders.place`, `Orders.place#2`. */
  readonly id: string;
  readonly kind: string;
  readonly decorator: string;
  readonly tier: Tier;
  readonly logicalId: string;
  readonly handler: string;
  readonly function: string;
  readonly resource?: string;
  readonly properties: Properties;
  readonly contracts: readonly Contract[];
  readonly declaredAt: Location;
}

/** Actions that a function may take on resources, and the code that needs them. */
export interface Grant {
  readonly actions: readonly string[];
  readonly resources: readonly Value[];
  /** The verb in the code, or the trigger's decorator. */
  readonly reason: string;
  readonly resource: string;
  readonly at: readonly Location[];
}

/** One line of a plan: what a deploy does to one thing. */
export interface Change {
  readonly action: "create" | "update" | "replace" | "remove" | "grant" | "revoke";
  readonly subject: "resource" | "function" | "trigger" | "permission";
  readonly id: string;
  readonly kind?: string;
  /** For people: what starts a trigger's handler, such as `POST /orders`. */
  readonly label?: string;
  /** For people: what changes, from what to what. */
  readonly detail?: string;
  /** Whether data is lost. */
  readonly losesData: boolean;
  readonly at?: Location;
}
