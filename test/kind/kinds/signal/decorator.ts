import type { Client, FieldDecorator, FieldType, HandlerContext, Holds, ResourceOptions } from "../../kind.ts";

/** What a handler may do with a signal that it only raises. */
export interface Raiser<Content> {
  /** Tells every handler that listens, as JSON of at most 256 KB. Resolves once all of them are sure to hear of it. */
  readonly raise: (content: Content) => Promise<void>;
}

/** A signal: whatever is raised reaches each handler that listens to it. */
export interface Signal<Content> extends Raiser<Content>, Client<"signal"> {}

/** What `@Signal` accepts. */
export interface SignalOptions extends ResourceOptions {
  /**
   * What people read in the console of AWS, at most 100 characters.
   *
   * @default none
   * @example "Orders that were placed"
   */
  readonly title?: string;
}

/** Declares a signal. */
export function Signal(options?: SignalOptions): FieldDecorator<Signal<never>>;
export function Signal(): FieldDecorator<unknown> {
  return () => undefined;
}

type ContentOf<Held> = Held extends Signal<infer Content> ? Content : never;

/** Runs the method for every content that is raised on a field of its class. */
export function OnSignal<const Field extends string>(
  field: Field,
): <This>(
  method: (this: This, content: ContentOf<FieldType<This, Field>>) => void | Promise<void>,
  context: HandlerContext<This> & Holds<This, Field, Signal<never>>,
) => void;
export function OnSignal(): () => void {
  return () => undefined;
}
