/**
 * What one file says, as plain data: everything that the rest of the analysis reads. The facts of a file depend on that
 * file and on the project files it imports, directly or not, and on nothing else, so that they can be cached.
 *
 * Declarations are named by keys that are unique in the project:
 *   `orders.ts#Orders`              a class, function or const of a module
 *   `orders.ts#Orders.place`        a member; `orders.ts#Orders.constructor` too
 *   `orders.ts#Orders.place(0)`     a parameter
 *   `orders.ts#Orders.place()`      what a function returns
 *   `orders.ts@1234`                anything else, by its offset
 *   `?.place`                       any member of that name, named where nothing is known of its object
 *   `{}.place`                      the same, where an interface or an object type says that there is one
 *   `?.*`                           any member at all: its name is computed
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { JsonObject } from "../model/json.ts";
import type { Location } from "../model/location.ts";
import type { Span } from "../model/model.ts";
import type { Located } from "./located.ts";

/** The facts of one file. */
export interface FileFacts {
  readonly path: string;
  /** The module specifiers that the file imports or re-exports, each once, in order. */
  readonly imports: readonly string[];
  /** Those whose bindings are used as values, or that are imported for their effects. */
  readonly valueImports: readonly string[];
  readonly classes: readonly ClassFacts[];
  readonly units: readonly Unit[];
  /** The call that the default export is, where it is one. */
  readonly exportedCall?: CallFacts;
  /** What is wrong whatever the kinds are. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A call of a function of iffc's. */
export interface CallFacts {
  /** The name under which iffc exports it, whatever it is called here. */
  readonly name: string;
  readonly arguments: readonly Located[];
  readonly at: Location;
}

/** A class of the project. */
export interface ClassFacts {
  readonly key: string;
  readonly name: string;
  /** Absent where the file does not export it. */
  readonly exportName?: string;
  readonly abstract: boolean;
  readonly generic: boolean;
  /** The key of the class that it extends, where that one is the project's. */
  readonly extends?: string;
  /** Whether it extends something whose code is not at hand, and which may call its methods. */
  readonly extendsForeign: boolean;
  readonly decorators: readonly DecoratorFacts[];
  /** The constructor's parameters; of the class itself only. */
  readonly parameters: readonly ParameterFacts[];
  readonly members: readonly MemberFacts[];
  readonly at: Location;
}

/** A decorator of iffc's. */
export interface DecoratorFacts extends CallFacts {
  /** Whether it is called; `@Queue` without parentheses is not. */
  readonly called: boolean;
  readonly span: Span;
}

/** A member of a class. */
export interface MemberFacts {
  readonly key: string;
  readonly name: string;
  readonly form: "field" | "method" | "accessor" | "constructor";
  readonly static: boolean;
  /** Whether code outside of the class cannot name it. */
  readonly private: boolean;
  readonly decorators: readonly DecoratorFacts[];
  readonly at: Location;
  /** Whether it is a field that holds functions alone, which run when they are called and not when the object is made. */
  readonly holdsFunction: boolean;
  /** The keys of the classes that a field's type gives access to. */
  readonly reaches: readonly string[];
  /** The rest is there for decorated members only. */
  readonly type?: TypeFacts;
  readonly method?: MethodFacts;
}

/** What matters of a method that may be a handler. */
export interface MethodFacts {
  readonly parameters: readonly ParameterFacts[];
  /** The method with its decorators. */
  readonly span: Span;
  readonly overloaded: boolean;
  readonly generator: boolean;
  readonly hasBody: boolean;
}

/** A parameter. */
export interface ParameterFacts {
  readonly name: string;
  readonly type?: TypeFacts;
  readonly optional: boolean;
  readonly rest: boolean;
  readonly at: Location;
}

/** A type as it is written, followed through aliases. */
export interface TypeFacts {
  /** As written. */
  readonly text: string;
  /** The name under which iffc exports it, where it is iffc's. */
  readonly name?: string;
  /** The key of the class that it names, where that is the project's. */
  readonly class?: string;
  readonly arguments: readonly TypeArgument[];
  readonly at: Location;
}

/** A type argument: `Order` in `Queue<Order>`. */
export interface TypeArgument extends TypePlace {
  /** The types of its members, where it is an object type that could be followed. */
  readonly members?: Readonly<Record<string, TypePlace>>;
}

/** Where a type is written. */
export interface TypePlace {
  readonly text: string;
  readonly at: Location;
  /** Its JSON Schema, where its syntax alone tells. */
  readonly schema?: JsonObject;
}

/** Code that runs as a whole: a function, a method, an initialiser. Functions inside of it belong to it. */
export interface Unit {
  readonly key: string;
  /** Whether it runs when its file is loaded, and so may leave functions behind that run later. */
  readonly atLoad?: true;
  /** What it mentions: functions, methods, consts of modules. */
  readonly references: readonly string[];
  /** Classes that it constructs or hands on as values. */
  readonly constructs: readonly Construct[];
  readonly mentions: readonly Mention[];
}

/** A place where a class is constructed, or handed on to where it may be. */
export interface Construct {
  readonly key: string;
  /** Whether `new` stands there. */
  readonly new: boolean;
  readonly at: Location;
}

/** A place that names something which may hold a resource, and what happens to it there. */
export type Mention = Use | Flow | Loss;

/** A method of it is called or named. */
export interface Use {
  readonly type: "use";
  readonly on: string;
  readonly verb: string;
  /** The call's first argument, where it is a known text. */
  readonly argument?: string;
  /** Whether it happens in a function that is only made here. */
  readonly deferred: boolean;
  readonly at: Location;
}

/** It comes to be held by something else. */
export interface Flow {
  readonly type: "flow";
  readonly on: string;
  readonly to: string;
  /** The types of iffc's that the target is declared with. */
  readonly as: readonly string[];
  readonly deferred: boolean;
  readonly at: Location;
}

/** It goes where it cannot be followed. */
export interface Loss {
  readonly type: "loss";
  readonly on: string;
  /** Continues the sentence "it …": `is passed to a function outside the project`. */
  readonly reason: string;
  /** The types of iffc's that it is cast to. */
  readonly as: readonly string[];
  /** Whether a type of the project's still names its methods there. */
  readonly named?: true;
  readonly deferred: boolean;
  readonly at: Location;
}
