import { callJson } from "../../runtime/transport/call.ts";
import { AwsError } from "../../runtime/transport/aws-error.ts";
import { prepare } from "../../runtime/transport/pool.ts";
import { given } from "../../runtime/variable.ts";
import type { Page } from "../page.ts";
import { fromAttributes, toAttribute, toAttributes, type Attributes } from "./attribute.ts";
import type { PageOptions, QueryOptions, Reader, Table, Writer } from "./decorator.ts";
import { keyCondition, updateExpression, type Expression, type Keys } from "./expression.ts";

/** What the entrypoint knows of a table. */
export interface TableSettings extends Keys {
  readonly name: string | undefined;
  /** The key attributes of the indexes, by their names. */
  readonly indexes: Readonly<Record<string, Keys>>;
}

type Item = Record<string, unknown>;

/**
 * The client of a table.
 *
 * @throws (its methods) a TypeError for what cannot be stored and for a key that is missing or empty, a RangeError for a
 * number that JavaScript cannot hold, and an AwsError
 */
export function createClient(settings: TableSettings): Table<Item, string> {
  prepare("dynamodb");
  return { ...createReader(settings), ...createWriter(settings) };
}

function createReader(settings: TableSettings): Reader<Item, string> {
  const askPage = async (operation: string, input: object, options: PageOptions): Promise<Page<Item>> =>
    readPage(await ask<PageOutput>(settings, operation, { ...input, ...describePage(options) }));
  return {
    async get(key, { consistent = false } = {}) {
      const input = { Key: keyOf(key, settings), ConsistentRead: consistent };
      const { Item: found } = await ask<{ Item?: Attributes }>(settings, "GetItem", input);
      return found && fromAttributes(found);
    },
    query: async (partition, options = {}) => askPage("Query", describeQuery(settings, partition, options), options),
    async queryIndex(index, partition, options = {}) {
      const keys = Object.hasOwn(settings.indexes, index) ? settings.indexes[index] : undefined;
      if (!keys) throw new TypeError(`The table has no index "${index}".`);
      return askPage("Query", { IndexName: index, ...describeQuery(keys, partition, options) }, options);
    },
    scan: async (options = {}) => askPage("Scan", {}, options),
  };
}

function createWriter(settings: TableSettings): Writer<Item, string> {
  const key = { "#k": settings.partitionKey };
  return {
    async put(item) {
      await ask(settings, "PutItem", { Item: itemOf(item, settings) });
    },
    async create(item) {
      const condition = { text: "attribute_not_exists(#k)", names: key, values: {} };
      const input = { Item: itemOf(item, settings), ...describe("ConditionExpression", condition) };
      return (await unlessRefused(ask(settings, "PutItem", input))) !== undefined;
    },
    async update(wanted, changes) {
      const { text, names, values } = updateExpression(changes);
      const input = {
        Key: keyOf(wanted, settings),
        ConditionExpression: "attribute_exists(#k)",
        ...describe("UpdateExpression", { text, names: { ...names, ...key }, values }),
        ReturnValues: "ALL_NEW",
      };
      const output = await unlessRefused(ask<{ Attributes: Attributes }>(settings, "UpdateItem", input));
      return output && fromAttributes(output.Attributes);
    },
    async delete(wanted) {
      await ask(settings, "DeleteItem", { Key: keyOf(wanted, settings) });
    },
  };
}

function ask<Output>({ name }: TableSettings, operation: string, input: object): Promise<Output> {
  const table = given(name, "The table's name");
  return callJson("dynamodb", `DynamoDB_20120810.${operation}`, { TableName: table, ...input });
}

/** The key attributes out of an object. */
function keyOf(object: Item, { partitionKey, sortKey }: Keys): Attributes {
  const names = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  return Object.fromEntries(names.map((name) => [name, toAttribute(keyValue(object, name), name)]));
}

function itemOf(item: Item, keys: Keys): Attributes {
  return { ...toAttributes(item), ...keyOf(item, keys) };
}

/** DynamoDB refuses these too, but names neither table nor attribute in a way that helps. */
function keyValue(object: Item, name: string): unknown {
  const value = object[name];
  if (value === undefined || value === "") {
    throw new TypeError(`The key attribute "${name}" is ${value === "" ? "empty" : "missing"}.`);
  }
  return value;
}

function describeQuery(keys: Keys, partition: Item, { sortKey, descending = false }: QueryOptions<unknown>): object {
  const wanted = toAttribute(keyValue(partition, keys.partitionKey), keys.partitionKey);
  return { ...describe("KeyConditionExpression", keyCondition(keys, wanted, sortKey)), ScanIndexForward: !descending };
}

/** An expression in a request, which may hold no empty parts. */
function describe(parameter: string, { text, names, values }: Expression): object {
  return {
    ...(text && { [parameter]: text }),
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}

/** The answer, or `undefined` where the request's own condition did not hold. */
async function unlessRefused<Output>(answer: Promise<Output>): Promise<Output | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AwsError && error.code === "ConditionalCheckFailedException") return undefined;
    throw error;
  }
}

interface PageOutput {
  readonly Items?: readonly Attributes[];
  readonly LastEvaluatedKey?: Attributes;
}

function describePage({ limit, after }: PageOptions): object {
  return {
    ...(limit !== undefined && { Limit: limit }),
    ...(after !== undefined && { ExclusiveStartKey: decodePosition(after) }),
  };
}

function readPage({ Items = [], LastEvaluatedKey }: PageOutput): Page<Item> {
  const items = Items.map(fromAttributes);
  return LastEvaluatedKey ? { items, next: encodePosition(LastEvaluatedKey) } : { items };
}

function encodePosition(key: Attributes): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}

function decodePosition(after: string): Attributes {
  try {
    return JSON.parse(Buffer.from(after, "base64url").toString()) as Attributes;
  } catch {
    throw new TypeError(`"${after.slice(0, 50)}" is not the \`next\` of a page.`);
  }
}
