/** The decorators of classes, the way out for grants, and what a function can be told. */
import type { ClassOf, HandlerContext } from "./kinds/decorator.ts";
import type { Duration } from "./kinds/options.ts";

/** Settings of a function: on `@Service` for all handlers of the class, on a trigger for its own handler. */
export interface FunctionOptions {
  /**
   * Memory in mebibytes, 128 to 10,240; the processor's share grows with it.
   *
   * @default 512
   * @example 1024
   * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  readonly memory?: number;
  /**
   * How long one invocation may take: 1 to 900 seconds, and at most 29 seconds for a route.
   *
   * @default what the trigger brings: 10 seconds for a route, 30 seconds for a message or an object, 60 for a schedule
   * @example "2 minutes"
   */
  readonly timeout?: Duration;
  /**
   * Reserves this many concurrent executions for the function, and allows no more. 0 disables it.
   *
   * @default shares what the account has
   * @example 10
   */
  readonly concurrency?: number;
  /**
   * Environment variables, in plain text. Secrets do not belong here.
   *
   * @default none
   * @example { LOG_LEVEL: "debug" }
   */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What `@Service` accepts. */
export interface ServiceOptions extends Omit<FunctionOptions, "concurrency"> {
  /**
   * The identity of the class, for ever: with it, renaming the class keeps what is deployed.
   *
   * @default the class's name
   * @example "Orders"
   */
  readonly id?: string;
  /**
   * The team that owns the service.
   *
   * @default none
   * @example "shop"
   */
  readonly team?: string;
  /**
   * `each`: a function per handler. `one`: one function for all routes of the class, which starts cold less often but
   * holds the permissions and the code of all of them.
   *
   * @default "each"
   * @example "one"
   */
  readonly functions?: "each" | "one";
}

/** What `@Resources` accepts. */
export interface ResourcesOptions {
  /**
   * The identity of the class, for ever: with it, renaming the class keeps what is deployed.
   *
   * @default the class's name
   * @example "Store"
   */
  readonly id?: string;
}

type ClassDecorator = <Class extends ClassOf<object>>(target: Class, context: ClassDecoratorContext<Class>) => void;

type Method<This> = (this: This, ...parameters: never) => unknown;

type VerbsOf<Client> = {
  [Name in keyof Client & string]: Client[Name] extends Method<never> ? Name : never;
}[keyof Client & string];

/** Nothing where the field has all the verbs, else a text that the compiler prints as its error. */
type HasVerbs<Owner, Field extends string, Verb extends string> = string extends Field
  ? unknown
  : Field extends keyof Owner
    ? [Verb] extends [VerbsOf<Owner[Field]>]
      ? unknown
      : `the field '${Field}' has no method '${Exclude<Verb, VerbsOf<Owner[Field]>>}'`
    : `the class has no public field '${Field}'`;

/**
 * Marks a class as a service: its decorated methods become functions, its decorated fields resources.
 *
 * @example
 * ```ts
 * @Service({ team: "shop" })
 * export class Orders {}
 * ```
 */
export function Service(options?: ServiceOptions): ClassDecorator;
export function Service(): ClassDecorator {
  return () => undefined;
}

/**
 * Marks a class that only groups resources, for services that take it in their constructor.
 *
 * @example
 * ```ts
 * @Resources()
 * export class Store {
 *   @Queue() readonly sales!: Queue<Sale>;
 * }
 * ```
 */
export function Resources(options?: ResourcesOptions): ClassDecorator;
export function Resources(): ClassDecorator {
  return () => undefined;
}

/**
 * Says that a handler calls methods of a resource where the calls cannot be followed, such as in a library that is
 * handed the client. It adds to the grants that are found in the code. The class, unless it is the handler's own,
 * comes first; then the field, then the methods.
 *
 * @example
 * ```ts
 * @Grants("incoming", "send")
 * @Grants(Store, "sales", "send", "sendAll")
 * ```
 */
export function Grants<Owner, const Field extends string, const Verb extends string>(
  owner: ClassOf<Owner>,
  field: Field | (keyof Owner & string),
  ...verbs: readonly [Verb, ...Verb[]]
): <This>(method: Method<This>, context: HandlerContext<This> & HasVerbs<Owner, Field, Verb>) => void;
export function Grants<const Field extends string, const Verb extends string>(
  field: Field,
  ...verbs: readonly [Verb, ...Verb[]]
): <This>(method: Method<This>, context: HandlerContext<This> & HasVerbs<This, Field, Verb>) => void;
export function Grants(): () => void {
  return () => undefined;
}
