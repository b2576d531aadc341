/**
 * The contract that every kind fulfils. A kind is one folder that answers each phase of the pipeline; the phases know
 * it only through this interface. A kind imports this file, `options.ts`, `model/`, `diagnostics/` and what its own
 * folder holds; in the bundled half also `runtime/`. It never imports another kind: they meet as data in the plan.
 *
 *   analyze     options, fields, check        declarative; no kind sees the user's syntax
 *   plan        settle, verbs, grants         pure
 *   build       client, serve                 module paths that the generated entrypoint imports
 *   synthesize  aws                           pure: planned data in, a fragment of a template out
 *   run         local                         loaded only by the local target
 */
import type { CatalogueEntry, Diagnostic, Finding, Occurrence } from "../diagnostics/diagnostic.ts";
import type { JsonObject } from "../model/json.ts";
import type { Environment, PlannedFunction, PlannedResource, PlannedTrigger, Tier } from "../model/plan.ts";
import type { Value } from "../model/value.ts";
import type { LocalKind } from "./local.ts";
import type { Shape } from "./options.ts";

/** A sort of resource and the triggers that belong to it. */
export interface Kind {
  /** Lower case, one word: `queue`. */
  readonly name: string;
  /** What a decorated field declares; absent for kinds that only trigger. */
  readonly resource?: ResourceDefinition;
  readonly triggers: readonly TriggerDefinition[];
  /** The kind's own entries of the catalogue: of findings, and of failed operations where it has any. */
  readonly findings: readonly CatalogueEntry[];
  /** The local stand-in, loaded on first use. */
  local(): Promise<LocalKind>;
}

/** Reports a finding while a rule is checked; the place defaults to the declaration. */
export type Report = (finding: Finding, occurrence?: Occurrence & { readonly option?: string }) => void;

/** What a field decorator declares. `Properties` is what its options read as. */
export interface ResourceDefinition<Properties extends object = JsonObject> {
  /** The name under which the package exports the decorator; absent where only triggers make the resource. */
  readonly decorator?: string;
  /** The id of the one resource that the app gets as soon as a trigger of this kind is used. */
  readonly implicitId?: string;
  /** The names of the exported types that such a field may have. */
  readonly fieldTypes: readonly string[];
  /** Parts of the field's type that the build makes validators for: part → position of the type argument. */
  readonly contracts?: Readonly<Record<string, number>>;
  readonly tier: Tier;
  /** Whether removing or replacing one loses data. */
  readonly stateful: boolean;
  readonly options: Shape;
  /** Properties whose change makes CloudFormation replace the resource. */
  readonly immutable: readonly string[];
  /** What can be done with a field of this kind, by method name. A use of anything else is a diagnostic. */
  readonly verbs: Readonly<Record<string, Verb>>;
  /** Narrow types that a handle may be passed as → the verbs that each allows. */
  readonly capabilities: Readonly<Record<string, readonly string[]>>;
  /** Rules that span several options. Pure. */
  check?(properties: Properties, report: Report): void;
  /** The properties once every trigger that listens to the resource is known. Pure. */
  settle?(properties: Properties, listeners: readonly Listener[], report: Report): Properties;
  /**
   * The settled properties where the resource is deployed with others and stays: reports what AWS cannot change in one
   * deploy, and adds what it has to be told of the past. Not asked for the local target, which changes anything. Pure.
   */
  update?(properties: Properties, deployed: Properties, report: Report): Properties;
  readonly client?: ClientDefinition<Properties>;
  /** The resource's share of its stack. Pure. */
  aws(resource: PlannedResource<Properties>, context: AwsContext): Fragment;
}

/** A method of a client: what a function needs in order to call it. */
export interface Verb {
  /** `argument` is the call's first argument where it is a known text. */
  grants(resource: PlannedResource, argument: string | undefined): readonly Permission[];
  /** Whether the resource has what the argument names; the place defaults to the use. Pure. */
  check?(resource: PlannedResource, argument: string | undefined, report: Report): void;
}

/** IAM actions, such as `sqs:SendMessage`, and the ARNs that they are taken on. */
export interface Permission {
  readonly actions: readonly string[];
  readonly on: readonly Value[];
}

/** A trigger that listens to a resource, and the function it starts. */
export interface Listener {
  readonly trigger: PlannedTrigger;
  /** Seconds. */
  readonly timeout: number;
}

/** A module of a kind's folder that goes into bundles, and the function it exports. */
export interface BundledModule {
  /** Its `file:` URL, made by `bundledModule`. */
  readonly module: string;
  readonly factory: string;
}

/** How the entrypoint makes the client that a field holds; the factory is `(settings) => client`. */
export interface ClientDefinition<Properties> extends BundledModule {
  /** Settings that exist only once the resource does; they reach the function as environment variables. */
  variables(resource: PlannedResource<Properties>): Readonly<Record<string, Value>>;
  /** Settings that are known now. */
  settings?(properties: Properties): JsonObject;
}

/** What a method decorator declares. */
export interface TriggerDefinition<Properties extends object = JsonObject> {
  /** The exported decorators → the properties that the name itself stands for: `{ Get: { method: "GET" } }`. */
  readonly decorators: Readonly<Record<string, JsonObject>>;
  /** `field`: names a resource of this kind. `app`: the kind's implicit resource. `nothing`: no resource. */
  readonly listensTo: "field" | "app" | "nothing";
  /** The positional argument (after the resource, where there is one): a shape with one entry. */
  readonly argument?: Shape;
  readonly options: Shape;
  /** Whether a method may carry several, and a function serve several handlers. */
  readonly repeatable: boolean;
  /** The parameter's type whose members become validators, or `resource` where the resource's contracts apply. */
  readonly contracts?: ParameterContracts | "resource";
  readonly tier: Tier;
  /** Seconds that the function gets unless it says otherwise, and may have at most. */
  readonly timeout: { readonly default: number; readonly max: number };
  /** Rules over one trigger, before the whole is known. Pure. */
  check?(properties: Properties, report: Report): void;
  /** Rules over all triggers of this definition in one environment. Pure. */
  checkAll?(triggers: readonly PlannedTrigger<Properties>[], environment: Environment, report: ReportAt): void;
  /** What the function needs so that the trigger can work. */
  grants?(resource: PlannedResource): readonly Permission[];
  /** The module that turns events into calls: `serve(handlers) => (event, context) => result`. */
  readonly serve: BundledModule;
  /** How people name the trigger, and where it can be called; the attributes are those of its resource. Pure. */
  describe(trigger: PlannedTrigger<Properties>, attributes: Readonly<Record<string, string>>): Description;
  /** The trigger's share of its stack. Pure. */
  aws(trigger: PlannedTrigger<Properties>, context: AwsTriggerContext): Fragment;
}

/** A trigger in a list for people. */
export interface Description {
  /** `POST /orders`, `messages of Orders.incoming`, `every 1 hour`. */
  readonly label: string;
  readonly url?: string;
}

/** How the parts of an event are read from the type of a handler's parameter. */
export interface ParameterContracts {
  /** The exported type that the parameter has: `Http`. */
  readonly parameter: string;
  /** The members of its type argument that are validated. */
  readonly parts: readonly string[];
  /** Those of them that arrive as text, so that a number is written in digits. */
  readonly textual: readonly string[];
}

/** Reports a finding where the place must be said, as several declarations are at hand. */
export type ReportAt = (finding: Finding, occurrence: Occurrence) => void;

/** A value inside a template: a literal or an intrinsic. */
export type CloudFormationValue = string | number | boolean | readonly CloudFormationValue[] | CloudFormationObject;

/** An object inside a template. */
export interface CloudFormationObject {
  readonly [key: string]: CloudFormationValue;
}

/** One resource of a template. */
export interface CloudFormationResource {
  readonly Type: string;
  readonly Properties?: CloudFormationObject;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: "Delete" | "Retain" | "RetainExceptOnCreate";
  readonly UpdateReplacePolicy?: "Delete" | "Retain";
  readonly Metadata?: CloudFormationObject;
}

/** A kind's share of a template. Two fragments may never hold the same logical id, except in `shared`. */
export interface Fragment {
  /**
   * By logical id: the resource's or trigger's own, then a word that says what this is (`OrdersIncomingQueue`).
   * No such word may end with another one, so that `Orders.find` and `Orders.findQueue` never meet.
   */
  readonly resources: Readonly<Record<string, CloudFormationResource>>;
  /** What several fragments of one stack need together (a stage, an authorizer): equal in each that brings it. */
  readonly shared?: Readonly<Record<string, CloudFormationResource>>;
  /**
   * What a {@link Value} can refer to: attribute → intrinsic, valid inside the same stack. Elsewhere each `Ref` and
   * `Fn::GetAtt` in it becomes an output here and a parameter there: one such source for all attributes keeps both few.
   */
  readonly attributes?: Readonly<Record<string, CloudFormationValue>>;
  /** Attributes that people want to see: outputs of the stack even where nothing refers to them. */
  readonly outputs?: readonly string[];
  /**
   * Present where events reach the function asynchronously, which gives it a dead-letter queue for those that failed:
   * the services that put there what they could not deliver. One that has a role of its own need not be named.
   */
  readonly deadLetters?: readonly Sender[];
}

/** An AWS service that sends on behalf of one resource. */
export interface Sender {
  /** `events.amazonaws.com` */
  readonly service: string;
  readonly arn: CloudFormationValue;
}

/** What a kind may ask while it synthesizes. */
export interface AwsContext {
  readonly app: string;
  readonly environment: Environment;
  /** Turns a plan's value into an intrinsic; across stacks it becomes a parameter. */
  value(value: Value): CloudFormationValue;
  /** The deletion policies for what holds data, by posture. */
  readonly retention: Pick<CloudFormationResource, "DeletionPolicy" | "UpdateReplacePolicy">;
  /** For everything that can be tagged: the app, the environment and the id in the sources that it belongs to. */
  tags(id: string): Tags;
}

/** Tags in the two forms that CloudFormation knows. */
export interface Tags {
  readonly list: readonly CloudFormationObject[];
  readonly map: CloudFormationObject;
}

/** What a trigger may ask while it is synthesized. */
export interface AwsTriggerContext extends AwsContext {
  readonly function: PlannedFunction;
  /** The ARN of the function's `live` alias: the only thing that a trigger may start. */
  readonly alias: CloudFormationValue;
  /** The ARN of the function's dead-letter queue, for fragments that ask for one. */
  readonly deadLetters: CloudFormationValue;
  /** The logical id of the alias where it stands in the same stack, for `DependsOn`. */
  readonly aliasId?: string;
  /** The function's execution role in the same stack. */
  readonly roleId?: string;
  readonly resource?: PlannedResource;
}

export type { Diagnostic, Finding, Occurrence };
