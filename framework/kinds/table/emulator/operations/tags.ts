import type { Call, Input } from "../call.ts";
import { check } from "../engine.ts";
import { dynamoError } from "../errors.ts";
import type { Table } from "../tables.ts";

/** `TagResource` */
export function tagResource(call: Call): object {
  const { table, checked } = find(call);
  saveTags(call, table, { ...table.settings.tags, ...readTags(checked["Tags"]) });
  return {};
}

/** `UntagResource` */
export function untagResource(call: Call): object {
  const { table, checked } = find(call);
  const removed = checked["TagKeys"] as readonly string[];
  const kept = Object.entries(table.settings.tags).filter(([key]) => !removed.includes(key));
  saveTags(call, table, Object.fromEntries(kept));
  return {};
}

/** `ListTagsOfResource` */
export function listTagsOfResource(call: Call): object {
  const { tags } = find(call).table.settings;
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}

/** Tags by key, from the list in which the API has them. */
export function readTags(list: unknown): Readonly<Record<string, string>> {
  const tags = list as readonly { readonly Key: string; readonly Value: string }[];
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

function find({ operation, input, store, caller }: Call): { readonly table: Table; readonly checked: Input } {
  const { ResourceArn } = input;
  if (typeof ResourceArn === "string") caller.require(`dynamodb:${operation}`, ResourceArn);
  if (typeof ResourceArn === "string" && !/^arn:aws:dynamodb:[^:]+:\d+:table\/[^/]{3,}$/u.test(ResourceArn)) {
    const rule = `Invalid TableArn: Invalid ResourceArn provided as input ${ResourceArn}`;
    throw dynamoError("ValidationException", rule);
  }
  const checked = check(store, operation, input);
  const table = store.tables.find(String(ResourceArn).split("/").at(-1) ?? "");
  if (!table) {
    const message = `Requested resource not found: ResourcArn: ${String(ResourceArn)} not found`;
    throw dynamoError("ResourceNotFoundException", message);
  }
  return { table, checked };
}

function saveTags({ store }: Call, table: Table, tags: Readonly<Record<string, string>>): void {
  store.tables.save({ ...table, settings: { ...table.settings, tags } });
}
