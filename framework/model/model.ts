import type { JsonObject } from "./json.ts";
import type { Location } from "./location.ts";

/**
 * What the sources declare, as plain versioned data: the product of analyze and the only thing later phases read.
 * Arrays are sorted by id; paths are relative to the project's root.
 */
export interface Model {
  readonly schemaVersion: 1;
  readonly services: readonly Service[];
  readonly resources: readonly Resource[];
  readonly handlers: readonly Handler[];
}

/** A class of the user's that takes part in the program: it has handlers, or groups resources, or both. */
export interface Service {
  /** The class's name, or the `id` that pins it. */
  readonly id: string;
  /** `service` for `@Service`, `resources` for `@Resources`. */
  readonly role: "service" | "resources";
  readonly className: string;
  /** The file that declares the class, and the name that file exports it under. */
  readonly file: string;
  readonly exportName: string;
  readonly team?: string;
  /** `each`: a function per handler. `one`: one function for all HTTP handlers of the class. */
  readonly functions: "each" | "one";
  /** The ids of the classes that the constructor takes, in order. */
  readonly dependencies: readonly string[];
  readonly options: FunctionOptions;
  readonly declaredAt: Location;
  /** Whether a bundle may hold the class without the handlers that it does not reach: nothing else shares its module. */
  readonly divisible: boolean;
  /** What the build blanks out of the file, whichever handler it builds: the decorators of this package. */
  readonly decorators: readonly Span[];
}

/** A half-open range of UTF-16 offsets in a source file, counted after its byte order mark. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A decorated field: something that a handler can use. */
export interface Resource {
  /** `Class.field`, or the `id` that pins it for ever. */
  readonly id: string;
  readonly kind: string;
  readonly service: string;
  readonly field: string;
  /** Whether `id` was written by the user and so survives a rename. */
  readonly pinned: boolean;
  /** The kind's own options, validated and with defaults filled in. */
  readonly properties: JsonObject;
  /** The type of what the resource carries (a queue's message, a table's item), where its kind asks for it. */
  readonly contracts: readonly Contract[];
  readonly declaredAt: Location;
}

/** A decorated method. */
export interface Handler {
  /** `Class.method`. */
  readonly id: string;
  readonly service: string;
  readonly method: string;
  readonly triggers: readonly Trigger[];
  readonly uses: readonly Use[];
  readonly options: FunctionOptions;
  readonly declaredAt: Location;
  /** The method in its file, decorators included: cut out of every bundle that does not need it. */
  readonly span: Span;
  /** Ids of the other handlers, of whichever class, that this one may call and which therefore stay in its bundle. */
  readonly calls: readonly string[];
}

/** What starts a handler. */
export interface Trigger {
  readonly kind: string;
  /** The decorator's name, which tells apart the triggers of one kind. */
  readonly decorator: string;
  /** The resource that the trigger listens to; absent where the kind has none, or makes one for the whole app. */
  readonly resource?: string;
  readonly properties: JsonObject;
  /** Types of the event's parts that are validated before the handler runs. */
  readonly contracts: readonly Contract[];
  readonly declaredAt: Location;
}

/** A type of the user's whose JSON Schema the build needs. */
export interface Contract {
  /** The part that it describes, as the kind names it: `message`, `body`, `query`, `path`. */
  readonly part: string;
  /** The type's text, for people. */
  readonly type: string;
  /** Where the type is written: the schema pass reads the type node that starts here. */
  readonly at: Location;
}

/** One use of a resource that a handler reaches: the reason of a grant. */
export interface Use {
  readonly resource: string;
  readonly verb: string;
  /** The first argument of the call where it is a known text, for verbs whose grant depends on it. */
  readonly argument?: string;
  /** Every place that needs it, sorted. */
  readonly at: readonly Location[];
}

/** What a handler or service may say about its function. */
export interface FunctionOptions {
  /** Mebibytes, 128 to 10,240. */
  readonly memory?: number;
  /** Seconds, 1 to 900. */
  readonly timeout?: number;
  /** Reserved concurrent executions. */
  readonly concurrency?: number;
  /** Plain environment variables. */
  readonly environment?: Readonly<Record<string, string>>;
}
