/** Whether the keys that a table's options name are those of its field's type. Types only. */

/** A key attribute: the name of a text, or the name and the type. */
export type KeyOption = string | { readonly name: string; readonly type: "string" | "number" };

/** The keys of a table or an index, as the options name them. */
interface Keys {
  readonly partitionKey: KeyOption;
  readonly sortKey?: KeyOption | undefined;
}

/** What of a table's options concerns the type of its items. */
interface KeyedOptions extends Keys {
  readonly indexes?: Readonly<Record<string, Keys>> | undefined;
  readonly expires?: string | undefined;
}

/** The type of a field as far as it matters here. */
interface Held {
  readonly item: object;
  readonly partitionKey: PropertyKey;
  readonly sortKey: PropertyKey;
}

/** Nothing where the options fit the field's type, else a text that the compiler prints as its error. */
export type Fits<Field extends Held, Options extends KeyedOptions> = Verdict<
  | SameKey<"partition", Field["partitionKey"], NameOf<Options["partitionKey"]>>
  | SameKey<"sort", Field["sortKey"], NameOf<SortKeyOf<Options>>>
  | Attribute<Field["item"], Options["partitionKey"] | SortKeyOf<Options>>
  | Attribute<Required<Field["item"]>, KeysOf<ValueOf<Options["indexes"]>>>
  | Attribute<Required<Field["item"]>, ExpiryOf<Options>>
>;

type Verdict<Fault> = [Fault] extends [never] ? unknown : Fault;

type NameOf<Key> = Key extends { readonly name: infer Name } ? Name : Key;

type SortKeyOf<Index> = Index extends { readonly sortKey: infer Key } ? Extract<Key, KeyOption> : never;

type ValueOf<Container> = Container extends object ? Container[keyof Container] : never;

type KeysOf<Index> = Index extends Keys ? Index["partitionKey"] | SortKeyOf<Index> : never;

type ExpiryOf<Options> = Options extends { readonly expires: infer Name extends string }
  ? { readonly name: Name; readonly type: "number" }
  : never;

/** `never`, or what is wrong. */
type SameKey<Role extends string, OfType, OfOptions> = [OfType, OfOptions] extends [OfOptions, OfType]
  ? never
  : `the field's type and the options name different ${Role} keys`;

/** `never`, or what is wrong; for each key on its own. */
type Attribute<Item, Key> = Key extends KeyOption
  ? NameOf<Key> extends keyof Item & (infer Name extends string)
    ? Item[NameOf<Key> & keyof Item] extends (Key extends { readonly type: "number" } ? number : string)
      ? never
      : Key extends { readonly type: "number" }
        ? `the attribute '${Name}' is not a number`
        : `the attribute '${Name}' is not a text; a number needs { name: "${Name}", type: "number" }`
    : `the item has no attribute '${NameOf<Key> & string}'`
  : never;
