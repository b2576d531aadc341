/** The types that the decorators of all kinds are made of. Nothing here exists at run time. */
import type { FunctionOptions } from "../service.ts";

declare const kind: unique symbol;

/** What tells apart clients of equal methods. Never there at run time, so that a plain object can stand in for one. */
export interface Client<Kind extends string> {
  readonly [kind]?: Kind;
}

/** The context of a field of type `Held`. */
export type FieldContext<This, Held> = ClassFieldDecoratorContext<This, Held> & InstanceMember;

/** Decorates a field of type `Held`. */
export type FieldDecorator<Held> = <This>(field: undefined, context: FieldContext<This, Held>) => void;

/** The context of a method that may handle events: neither static nor `#private`, since the entrypoint calls it. */
export type HandlerContext<This> = ClassMethodDecoratorContext<This> & InstanceMember & { readonly private: false };

interface InstanceMember {
  readonly static: false;
}

/** What every field decorator accepts. */
export interface ResourceOptions {
  /**
   * The identity of the resource, for ever: with it, renaming the field or its class keeps what is deployed.
   *
   * @default the class's name and the field's: `Orders.incoming`
   * @example "Orders.incoming"
   */
  readonly id?: string;
}

/** What every trigger decorator accepts: settings of the function that the handler becomes. */
export type TriggerOptions = FunctionOptions;

/** A class whose instances are of the given type. */
export type ClassOf<Instance> = abstract new (...args: never) => Instance;

/** The names of the public fields of `Owner` of type `Held`. */
export type FieldsOf<Owner, Held> = {
  [Field in keyof Owner & string]: Owner[Field] extends Held ? Field : never;
}[keyof Owner & string];

/** The type of the named field; `never` where `Owner` has no such public field. */
export type FieldType<Owner, Field> = Field extends keyof Owner ? Owner[Field] : never;

/**
 * Nothing where the field of `Owner` is of type `Held`, else a text that the compiler prints as its error. It is
 * intersected with a parameter's type, which leaves the inference of that type alone.
 */
export type Holds<Owner, Field extends string, Held> = string extends Field
  ? unknown
  : Field extends FieldsOf<Owner, Held>
    ? unknown
    : Field extends keyof Owner
      ? `the field '${Field}' holds something else than this decorator listens to`
      : `the class has no public field '${Field}'`;
