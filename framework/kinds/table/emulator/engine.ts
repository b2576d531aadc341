/** dynalite at work on our storage: every read and write happens at once, so one operation is one moment in time. */
import { Stream } from "node:stream";
import { indexesOf, type Attributes } from "./description.ts";
import {
  dynalite,
  loadAction,
  loadValidation,
  type Callback,
  type Checked,
  type EngineStorage,
  type EngineStore,
  type Output,
  validations,
} from "./dynalite.ts";
import { dynamoError, noSuchTable, notEmulated, readEngineError } from "./errors.ts";
import type { Store } from "./store.ts";
import type { Table } from "./tables.ts";

/** Bytes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const maxItemSize = 409_600;

/** Members of a request that dynalite does not know and that are dealt with where the operation is. */
const extras: Readonly<Record<string, readonly string[]>> = {
  // Every read is consistent.
  Scan: ["ConsistentRead"],
  PutItem: ["ReturnValuesOnConditionCheckFailure"],
  UpdateItem: ["ReturnValuesOnConditionCheckFailure"],
  DeleteItem: ["ReturnValuesOnConditionCheckFailure"],
  CreateTable: ["DeletionProtectionEnabled", "TableClass", "StreamSpecification", "SSESpecification"],
};

/**
 * Checks the input of an operation and parses its expressions. A member that nobody deals with is
 * refused by name; it would be dropped without a word otherwise.
 */
export function check(store: Store, operation: string, input: object): Checked {
  const { types, custom } = loadValidation(camelCase(operation));
  const known = Object.entries(input).filter(([name]) => !extras[operation]?.includes(name));
  const unknown = known.find(([name]) => !(name in types));
  if (unknown) throw notEmulated(`${operation} with ${unknown[0]}`);
  const { checkTypes, checkValidations } = validations();
  try {
    const checked = checkTypes(structuredClone(Object.fromEntries(known)), types);
    checkValidations(checked, types, custom, engineStore(store, checked));
    checkCombinations(checked);
    return checked;
  } catch (error) {
    throw readEngineError(error);
  }
}

/** Rules that dynalite leaves out. */
function checkCombinations({ Select, Segment, TotalSegments, _projection, AttributesToGet }: Checked): void {
  if (Segment !== undefined && TotalSegments === undefined) {
    const parameter = "TotalSegments parameter is required but was not present in the request";
    throw dynamoError("ValidationException", `The ${parameter} when Segment parameter is present`);
  }
  if (Select === "SPECIFIC_ATTRIBUTES" && !_projection && !AttributesToGet) {
    const rule = "Must specify the AttributesToGet when choosing to get SPECIFIC_ATTRIBUTES";
    throw dynamoError("ValidationException", `One or more parameter values were invalid: ${rule}`);
  }
}

/** Runs an operation that reads many items. */
export function readMany(store: Store, operation: string, input: Checked): Promise<Output> {
  return new Promise((resolve, reject) => {
    loadAction(camelCase(operation))(engineStore(store, input), input, (error, output = {}) => {
      if (error) reject(readEngineError(error));
      else resolve(output);
    });
  });
}

/** Runs an operation that is done at once; one that writes, inside the transaction that the caller began. */
export function runNow(store: Store, operation: string, input: Checked): Output {
  let outcome: { readonly error: Error | null; readonly output: Output } | undefined;
  loadAction(camelCase(operation))(engineStore(store, input), input, (error, output = {}) => {
    outcome = { error, output };
  });
  if (!outcome) throw new Error(`${operation} did not finish at once`);
  if (outcome.error) throw readEngineError(outcome.error);
  return outcome.output;
}

function camelCase(operation: string): string {
  return operation.charAt(0).toLowerCase() + operation.slice(1);
}

function engineStore(store: Store, input: Checked): EngineStore {
  return {
    options: { maxItemSize },
    tableDb: { awsAccountId: store.context.account },
    getTable(name, ...rest) {
      const callback = rest.at(-1) as Callback<Table["description"]>;
      const table = store.tables.find(name);
      if (table) callback(null, table.description);
      else callback(asEngineError(name, rest[0] === false));
    },
    getItemDb: (name) => itemStorage(store, store.tables.get(name)),
    getIndexDb: (_sort, name, index) => indexStorage(store, { table: store.tables.get(name), index, input }),
  };
}

function asEngineError(name: string, isControl: boolean): Error {
  const { message, status: statusCode, code: __type } = noSuchTable(name, isControl);
  return Object.assign(new Error(message), { name: "NotFoundError", statusCode, body: { __type, message } });
}

function itemStorage(store: Store, table: Table): EngineStorage {
  const { items } = store;
  const name = table.description.TableName;
  return {
    get: (key, callback) => callback(null, items.get(name, key)),
    put(key, item, callback) {
      items.put(table, key, item);
      callback(null);
    },
    del(key, callback) {
      items.remove(table, key);
      callback(null);
    },
    createValueStream: (range) => emitLater(() => items.scan(name, range)),
    lock: (_key, run) => run((callback) => callback),
  };
}

interface IndexRead {
  readonly table: Table;
  readonly index: string;
  readonly input: Checked;
}

/** An index as dynalite sees it: what it writes there is left to the items, which know all their entries. */
function indexStorage(store: Store, { table, index: name, input }: IndexRead): EngineStorage {
  const { description } = table;
  const index = indexesOf(description).find(({ IndexName }) => IndexName === name);
  const start = input["ExclusiveStartKey"] as Attributes | undefined;
  const behind = start && dynalite().createKey(start, description);
  const refuse = (): never => {
    throw new Error("an index holds no items of its own");
  };
  return {
    get: refuse,
    put: (_key, _item, callback) => callback(null),
    del: (_key, callback) => callback(null),
    createValueStream: (range) =>
      emitLater(() => (index ? store.items.scanIndex(table, index, { ...range, behind }) : [])),
    lock: refuse,
  };
}

/** Hands values out in the form that dynalite reads, at the end of the current operation. */
function emitLater(values: () => Iterable<Attributes>): NodeJS.EventEmitter {
  let isStopped = false;
  const stream = Object.assign(new Stream(), {
    destroy() {
      isStopped = true;
    },
  });
  process.nextTick(() => {
    try {
      for (const value of values()) {
        stream.emit("data", value);
        if (isStopped) return;
      }
      stream.emit("end");
    } catch (error) {
      stream.emit("error", error);
    }
  });
  return stream;
}
