/** DynamoDB's expressions, with placeholders for every name and value. Pure. */
import { toAttribute, type Attribute } from "./attribute.ts";
import type { KeyCondition } from "./decorator.ts";

/** An expression as a request holds it. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html */
export interface Expression {
  readonly text: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, Attribute>>;
}

/** The comparisons of a sort key, as DynamoDB writes them. */
const comparisons = {
  equals: "#s = :s",
  lessThan: "#s < :s",
  atMost: "#s <= :s",
  greaterThan: "#s > :s",
  atLeast: "#s >= :s",
  between: "#s BETWEEN :s AND :t",
  beginsWith: "begins_with(#s, :s)",
} as const;

/** The key attributes of a table or an index. */
export interface Keys {
  readonly partitionKey: string;
  readonly sortKey?: string;
}

/** Selects a partition, or the part of it whose sort keys fulfil a condition. */
export function keyCondition(
  keys: Keys,
  partition: Attribute,
  condition: KeyCondition<unknown> | undefined,
): Expression {
  const wanted = { text: "#p = :p", names: { "#p": keys.partitionKey }, values: { ":p": partition } };
  if (!condition) return wanted;
  if (keys.sortKey === undefined) throw new TypeError("There is no sort key to put a condition on.");
  const [[comparison, operand] = []] = Object.entries(condition);
  const [from, to] = comparison === "between" ? (operand as readonly unknown[]) : [operand];
  const text = comparisons[comparison as keyof typeof comparisons];
  if (!text) throw new TypeError(`A sort key has no condition "${comparison}".`);
  return {
    text: `${wanted.text} AND ${text}`,
    names: { ...wanted.names, "#s": keys.sortKey },
    values: {
      ...wanted.values,
      ":s": toAttribute(from, keys.sortKey),
      ...(to !== undefined && { ":t": toAttribute(to, keys.sortKey) }),
    },
  };
}

/** Sets attributes, and removes those that are `undefined`. */
export function updateExpression(changes: object): Expression {
  const entries = Object.entries(changes).map(([name, value], index) => ({ name, value: value as unknown, at: index }));
  const set = entries.filter(({ value }) => value !== undefined);
  const removed = entries.filter(({ value }) => value === undefined);
  const clauses = [
    ...(set.length > 0 ? [`SET ${set.map(({ at }) => `#${at} = :${at}`).join(", ")}`] : []),
    ...(removed.length > 0 ? [`REMOVE ${removed.map(({ at }) => `#${at}`).join(", ")}`] : []),
  ];
  return {
    text: clauses.join(" "),
    names: Object.fromEntries(entries.map(({ name, at }) => [`#${at}`, name])),
    values: Object.fromEntries(set.map(({ name, value, at }) => [`:${at}`, toAttribute(value, name)])),
  };
}
