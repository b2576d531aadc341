import type { Client, FieldContext, FieldDecorator, ResourceOptions } from "../decorator.ts";
import type { Page } from "../page.ts";
import type { Fits, KeyOption } from "./keys.ts";

export type { KeyOption };

/** What a handler may do with a table that it only reads. A call that AWS refuses rejects with an `AwsError`. */
export interface Reader<
  Item extends object,
  PartitionKey extends keyof Item = keyof Item,
  SortKey extends keyof Item = never,
> {
  /** The item with this key, or `undefined` where there is none. */
  get(key: Pick<Item, PartitionKey | SortKey>, options?: GetOptions): Promise<Item | undefined>;
  /** The items of one partition, in the order of the sort key, a page at a time. */
  query(partition: Pick<Item, PartitionKey>, options?: QueryOptions<Item[SortKey]>): Promise<Page<Item>>;
  /**
   * The items that an index holds for one value of its partition key. An index follows the table within a second or so.
   *
   * @example table.queryIndex("byCustomer", { customer: "c-1" }, { descending: true })
   */
  queryIndex(index: string, partition: Partial<Item>, options?: QueryOptions<string | number>): Promise<Page<Item>>;
  /** All items of the table, in no certain order, a page at a time. Reads, and costs, the whole table. */
  scan(options?: PageOptions): Promise<Page<Item>>;
}

/** What a handler may do with a table that it only writes. A call that AWS refuses rejects with an `AwsError`. */
export interface Writer<
  Item extends object,
  PartitionKey extends keyof Item = keyof Item,
  SortKey extends keyof Item = never,
> {
  /** Writes the item, in place of the one with the same key if there is one. At most 400 KB. */
  readonly put: (item: Item) => Promise<void>;
  /** Writes the item unless there is one with the same key; resolves to whether it was written. */
  readonly create: (item: Item) => Promise<boolean>;
  /**
   * Changes some attributes of an item and resolves to the whole of it, or to `undefined` where there is none, which
   * is then not made. An attribute that is set to `undefined` is removed.
   */
  update(
    key: Pick<Item, PartitionKey | SortKey>,
    changes: Partial<Omit<Item, PartitionKey | SortKey>>,
  ): Promise<Item | undefined>;
  /** Deletes the item with this key, if there is one. */
  delete(key: Pick<Item, PartitionKey | SortKey>): Promise<void>;
}

/** A table of items, found by a partition key and, where it has one, a sort key. */
export interface Table<Item extends object, PartitionKey extends keyof Item, SortKey extends keyof Item = never>
  extends Reader<Item, PartitionKey, SortKey>, Writer<Item, PartitionKey, SortKey>, Client<"table"> {}

/** How one item is read. */
export interface GetOptions {
  /**
   * Sees every write that ended before; costs twice as much.
   *
   * @default false
   * @example true
   */
  readonly consistent?: boolean;
}

/** Which page of a longer list is read. */
export interface PageOptions {
  /**
   * The most items that the page has; DynamoDB reads at most 1 MB a page.
   *
   * @default as many as fit
   * @example 50
   */
  readonly limit?: number;
  /**
   * The `next` of the page before.
   *
   * @default starts at the first item
   * @example page.next
   */
  readonly after?: string | undefined;
}

/** Which items of a partition are read, and in what order. */
export interface QueryOptions<Key> extends PageOptions {
  /**
   * What the sort key must be.
   *
   * @default anything
   * @example { beginsWith: "2026-" }
   */
  readonly sortKey?: KeyCondition<Key>;
  /**
   * Greatest sort key first.
   *
   * @default false
   * @example true
   */
  readonly descending?: boolean;
}

/** What a sort key must be; both ends of `between` count. */
export type KeyCondition<Key> =
  | { readonly equals: Key }
  | { readonly lessThan: Key }
  | { readonly atMost: Key }
  | { readonly greaterThan: Key }
  | { readonly atLeast: Key }
  | { readonly between: readonly [Key, Key] }
  | { readonly beginsWith: Key & string };

/** A global secondary index: the same items under another key. Those without its attributes are not in it. */
export interface IndexOptions {
  /**
   * The attribute that finds the items of one partition.
   *
   * @example "customer"
   */
  readonly partitionKey: KeyOption;
  /**
   * The attribute that orders the items of one partition.
   *
   * @default none: items of one partition are in no certain order
   * @example { name: "placedAt", type: "number" }
   */
  readonly sortKey?: KeyOption;
}

/** What `@Table` accepts. */
export interface TableOptions<
  PartitionKey extends KeyOption = KeyOption,
  SortKey extends KeyOption | undefined = KeyOption,
  Indexes extends IndexesOption | undefined = IndexesOption,
  Expires extends string | undefined = string,
> extends ResourceOptions {
  /**
   * The attribute that finds an item, or the partition of several. Cannot be changed later.
   *
   * @example "id"
   * @example { name: "year", type: "number" }
   */
  readonly partitionKey: PartitionKey;
  /**
   * The attribute that tells apart and orders the items of one partition. Cannot be changed later.
   *
   * @default none: one item for each partition key
   * @example "placedAt"
   */
  readonly sortKey?: SortKey;
  /**
   * Global secondary indexes by name, at most 20.
   *
   * @default none
   * @example { byCustomer: { partitionKey: "customer", sortKey: "placedAt" } }
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
   */
  readonly indexes?: Indexes;
  /**
   * The attribute that holds the second since 1970 at which an item may be deleted; DynamoDB takes up to some days.
   *
   * @default items stay
   * @example "expiresAt"
   */
  readonly expires?: Expires;
  /**
   * Continuous backups, to be restored to any second of the last 35 days.
   *
   * @default true
   * @example false
   */
  readonly recovery?: boolean;
}

type IndexesOption = Readonly<Record<string, IndexOptions>>;

/**
 * Declares a table of DynamoDB, paid per request, encrypted, and backed up continuously.
 *
 * @example
 * ```ts
 * @Table({ partitionKey: "id" }) readonly orders!: Table<Order, "id">;
 * @Table({ partitionKey: "customer", sortKey: { name: "year", type: "number" } })
 * readonly totals!: Table<Total, "customer", "year">;
 * ```
 */
export function Table<
  const PartitionKey extends KeyOption,
  const SortKey extends KeyOption | undefined = undefined,
  const Indexes extends IndexesOption | undefined = undefined,
  const Expires extends string | undefined = undefined,
>(
  options: TableOptions<PartitionKey, SortKey, Indexes, Expires>,
): <This, Item extends object, Partition extends keyof Item, Sort extends keyof Item>(
  field: undefined,
  context: FieldContext<This, Table<Item, Partition, Sort>> &
    Fits<
      { item: Item; partitionKey: Partition; sortKey: Sort },
      { partitionKey: PartitionKey; sortKey: SortKey; indexes: Indexes; expires: Expires }
    >,
) => void;
export function Table(): FieldDecorator<unknown> {
  return (_field, { metadata, name }) => {
    if (metadata) metadata[`iffc:${String(name)}`] = true;
  };
}
