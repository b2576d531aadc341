/**
 * The parts of dynalite that are used: its checks of input, its parsers of expressions and its operations on items.
 * They work on the storage they are handed, so neither its server nor its database runs. It ships no types.
 */
import { createRequire } from "node:module";
import type { Attributes, AttributeValue, KeySchema, TableDescription } from "./description.ts";

/** Input that passed the checks, with its expressions parsed. */
export interface Checked {
  readonly [name: string]: unknown;
}

/** What an operation on items answers. */
export interface Output {
  readonly [name: string]: unknown;
  readonly Attributes?: Attributes;
  readonly Item?: Attributes;
}

/** How dynalite says that something is wrong. */
export interface EngineError extends Error {
  readonly statusCode?: number;
  readonly body?: { readonly __type: string; readonly message?: string; readonly Message?: string };
}

/** Node's old way to answer. */
export type Callback<Result> = (error: EngineError | null, result?: Result) => void;

/** A bound of keys. */
export interface KeyRange {
  readonly gt?: string;
  readonly gte?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly reverse?: boolean;
  /** Negative where there is none. */
  readonly limit?: number;
}

/** The items of a table or the entries of an index, as dynalite asks for them. */
export interface EngineStorage {
  get(key: string, callback: Callback<Attributes>): void;
  put(key: string, item: Attributes, callback: Callback<void>): void;
  del(key: string, callback: Callback<void>): void;
  createValueStream(range: KeyRange): NodeJS.EventEmitter;
  lock(key: string, run: (release: <Result>(callback: Callback<Result>) => Callback<Result>) => void): void;
}

/** Everything that dynalite asks of its storage. */
export interface EngineStore {
  readonly options: { readonly maxItemSize: number };
  readonly tableDb: { readonly awsAccountId: string };
  getTable(
    name: string,
    ...rest: readonly [Callback<TableDescription>] | readonly [boolean, Callback<TableDescription>]
  ): void;
  getItemDb(table: string): EngineStorage;
  getIndexDb(sort: string, table: string, index: string): EngineStorage;
}

/** An operation on items. */
export type Action = (store: EngineStore, input: Checked, callback: Callback<Output>) => void;

interface Validation {
  readonly types: Readonly<Record<string, unknown>>;
  readonly custom?: (input: Checked, store: EngineStore) => string | undefined;
}

interface Validations {
  readonly checkTypes: (input: object, types: object) => Checked;
  readonly checkValidations: (
    ...input: readonly [input: Checked, types: object, custom: Validation["custom"], store: EngineStore]
  ) => void;
}

interface Keys {
  readonly createKey: (item: Attributes, table: TableDescription) => string;
  readonly createIndexKey: (item: Attributes, table: TableDescription, keys: KeySchema) => string;
  readonly validateKey: (key: Attributes, table: TableDescription) => EngineError | undefined;
  readonly mapPaths: (paths: unknown, item: Attributes) => Attributes;
  /** A text that sorts as the value does. */
  readonly toRangeStr: (value: AttributeValue) => string;
  readonly itemSize: (item: Attributes) => number;
  readonly capacityUnits: (item: Attributes | undefined, isRead: boolean, isConsistent: boolean) => number;
}

const require = createRequire(import.meta.url);

let loaded: Keys | undefined;

/** Functions on keys and items; loaded when they are needed, as that takes longer than all else at a start. */
export function dynalite(): Keys {
  return (loaded ??= require("dynalite/db") as Keys);
}

/** The checks that all operations share. */
export function validations(): Validations {
  return require("dynalite/validations") as Validations;
}

/** The checks of one operation, by its name in lower camel case. */
export function loadValidation(operation: string): Validation {
  return require(`dynalite/validations/${operation}`) as Validation;
}

/** An operation on items, by its name in lower camel case. */
export function loadAction(operation: string): Action {
  return require(`dynalite/actions/${operation}`) as Action;
}
