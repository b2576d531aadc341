import type {
  ClassOf,
  Client,
  FieldDecorator,
  FieldsOf,
  HandlerContext,
  Holds,
  ResourceOptions,
  TriggerOptions,
} from "../decorator.ts";
import type { Duration } from "../options.ts";
import type { Page } from "../page.ts";

/** What a handler may do with a bucket that it only reads. A call that AWS refuses rejects with an `AwsError`. */
export interface ObjectReader {
  /** The bytes of the object, or `undefined` where there is none. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** The object as UTF-8 text, or `undefined` where there is none. */
  getText(key: string): Promise<string | undefined>;
  /** The objects whose keys start with a prefix, in the order of their keys, a page at a time. */
  list(options?: ListOptions): Promise<Page<ObjectSummary>>;
  /** A link by which anyone who has it can read the object until it expires. Makes no request. */
  downloadUrl(key: string, options?: UrlOptions): Promise<string>;
}

/** What a handler may do with a bucket that it only writes. A call that AWS refuses rejects with an `AwsError`. */
export interface ObjectWriter {
  /** Writes the object, in place of the one with the same key if there is one; a text is written as UTF-8. */
  put(key: string, body: string | Uint8Array, options?: PutOptions): Promise<void>;
  /** Deletes the object, if there is one. */
  delete(key: string): Promise<void>;
  /** A link by which anyone who has it can write the object with one PUT until it expires. Makes no request. */
  uploadUrl(key: string, options?: UploadUrlOptions): Promise<string>;
}

/** A bucket: objects, which are bytes with a key of at most 1,024 bytes. */
export interface Bucket extends ObjectReader, ObjectWriter, Client<"bucket"> {}

/** What a list says of an object. */
export interface ObjectSummary {
  /** The object's key, as it was written. */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Changes whenever the content does. */
  readonly etag: string;
  /** When it was written, ISO 8601 in UTC. */
  readonly modifiedAt: string;
}

/** How an object is written. */
export interface PutOptions {
  /**
   * The media type that the object is served with.
   *
   * @default "text/plain; charset=utf-8" for a text, "application/octet-stream" for bytes
   * @example "image/png"
   */
  readonly contentType?: string;
}

/** Which objects are listed. */
export interface ListOptions {
  /**
   * Only keys that start so.
   *
   * @default all keys
   * @example "invoices/2026/"
   */
  readonly prefix?: string;
  /**
   * The most objects that the page has, 1 to 1,000.
   *
   * @default 1000
   * @example 100
   */
  readonly limit?: number;
  /**
   * The `next` of the page before.
   *
   * @default starts at the first key
   * @example page.next
   */
  readonly after?: string | undefined;
}

/** How long a link can be used. */
export interface UrlOptions {
  /**
   * How long the link can be used, 1 second to 7 days; it also ends with the credentials of the function that made it,
   * after some hours.
   *
   * @default "15 minutes"
   * @example "1 hour"
   */
  readonly expires?: Duration;
}

/** How a link for writing can be used. */
export interface UploadUrlOptions extends UrlOptions {
  /**
   * The media type that the upload must have.
   *
   * @default any
   * @example "image/png"
   */
  readonly contentType?: string;
}

/** What `@Bucket` accepts. */
export interface BucketOptions extends ResourceOptions {
  /**
   * Keeps what was overwritten or deleted as an earlier version.
   *
   * @default true
   * @example false
   */
  readonly versions?: boolean;
  /**
   * Deletes objects this long after they were written, 1 day to 10 years.
   *
   * @default never
   * @example "30 days"
   */
  readonly expires?: Duration;
}

/**
 * Declares a bucket: encrypted, closed to the public, reached over TLS only.
 *
 * @example
 * ```ts
 * @Bucket({ expires: "30 days" }) readonly uploads!: Bucket;
 * ```
 */
export function Bucket(options?: BucketOptions): FieldDecorator<Bucket>;
export function Bucket(): FieldDecorator<unknown> {
  return (_field, { metadata, name }) => {
    if (metadata) metadata[`iffc:${String(name)}`] = true;
  };
}

/** Something that happened to an object. The same event may come twice, and events of one key out of order. */
export interface ObjectEvent {
  /** What happened to it. */
  readonly type: "created" | "deleted";
  /** The object's key, as it was written. */
  readonly key: string;
  /** Bytes; 0 where the object was deleted. */
  readonly size: number;
  /** Changes whenever the content does; empty where the object was deleted. */
  readonly etag: string;
  /** Of two events of one key, the later one has the greater text once both are filled up with zeros on the left. */
  readonly sequencer: string;
  /** ISO 8601 in UTC. */
  readonly time: string;
}

/** What `@OnObject` accepts after the bucket. */
export interface OnObjectOptions extends TriggerOptions {
  /**
   * What must have happened to the object.
   *
   * @default "created"
   * @example "deleted"
   */
  readonly event?: "created" | "deleted";
  /**
   * Only keys that start so.
   *
   * @default all keys
   * @example "incoming/"
   */
  readonly prefix?: string;
  /**
   * Only keys that end so.
   *
   * @default all keys
   * @example ".csv"
   */
  readonly suffix?: string;
}

type ObjectHandler<This> = (this: This, event: ObjectEvent) => void | Promise<void>;

/**
 * Runs the method whenever an object of a bucket was written or deleted. A call that throws is repeated twice, then the
 * event goes to the function's dead-letter queue. The class, unless it is the method's own, comes before the field.
 *
 * @example
 * ```ts
 * @OnObject("uploads", { suffix: ".csv" })
 * async import({ key }: ObjectEvent): Promise<void> {}
 * ```
 */
export function OnObject<Owner, const Field extends string>(
  owner: ClassOf<Owner>,
  field: Field | FieldsOf<Owner, Bucket>,
  options?: OnObjectOptions,
): <This>(method: ObjectHandler<This>, context: HandlerContext<This> & Holds<Owner, Field, Bucket>) => void;
export function OnObject<const Field extends string>(
  field: Field,
  options?: OnObjectOptions,
): <This>(method: ObjectHandler<This>, context: HandlerContext<This> & Holds<This, Field, Bucket>) => void;
export function OnObject(): () => void {
  return () => undefined;
}
