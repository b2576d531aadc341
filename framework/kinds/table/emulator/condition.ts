/**
 * Judges conditions and filters. dynalite parses them, and its own judgement is wrong about maps, lists, empty texts,
 * `false`, and the order of texts beyond the basic plane.
 */
import { compareText } from "../../../model/json.ts";
import type { Attributes, AttributeValue } from "./description.ts";
import { dynalite } from "./dynalite.ts";

/** A place in an item: names, and numbers for the elements of lists. */
export type Path = readonly (string | number)[];

/** What a condition compares. */
export type Operand = Path | AttributeValue | SizeOf;

/** The function that is an operand. */
interface SizeOf {
  readonly type: "function";
  readonly name: "size";
  readonly args: readonly [Operand];
}

/** A parsed condition: a connective, a comparison, or a function by its name. */
export type Condition =
  | Connective
  | { readonly type: Comparison | "between" | "in"; readonly args: readonly Operand[] }
  | { readonly type: "function"; readonly name: string; readonly args: readonly Operand[] };

interface Connective {
  readonly type: "and" | "or" | "not";
  readonly args: readonly Condition[];
}

type Comparison = "=" | "<>" | "<" | "<=" | ">" | ">=";

/** Whether a condition holds for an item; one that does not exist has no attributes. */
export function holds(condition: Condition, item: Attributes = {}): boolean {
  if (isConnective(condition)) {
    const parts = condition.args;
    if (condition.type === "and") return parts.every((part) => holds(part, item));
    return parts.some((part) => holds(part, item)) !== (condition.type === "not");
  }
  const name = condition.type === "function" ? condition.name : condition.type;
  const [left, ...rest] = condition.args.map((operand) => resolve(operand, item));
  return tests[name]?.(left, rest) ?? false;
}

function isConnective(condition: Condition): condition is Connective {
  return condition.type === "and" || condition.type === "or" || condition.type === "not";
}

type Value = AttributeValue | undefined;

const tests: Readonly<Record<string, (left: Value, rest: readonly Value[]) => boolean>> = {
  "=": (left, [right]) => isEqual(left, right),
  "<>": (left, [right]) => !isEqual(left, right),
  "<": (left, [right]) => isOrdered(left, right, (order) => order < 0),
  "<=": (left, [right]) => isOrdered(left, right, (order) => order <= 0),
  ">": (left, [right]) => isOrdered(left, right, (order) => order > 0),
  ">=": (left, [right]) => isOrdered(left, right, (order) => order >= 0),
  between: (left, [low, high]) =>
    isOrdered(left, low, (order) => order >= 0) && isOrdered(left, high, (order) => order <= 0),
  in: (left, rest) => rest.some((right) => isEqual(left, right)),
  attribute_exists: (left) => left !== undefined,
  attribute_not_exists: (left) => left === undefined,
  attribute_type: (left, [type]) => left !== undefined && typeOf(left) === type?.["S"],
  begins_with: (left, [start]) => {
    const [whole, part] = [textOf(left), textOf(start)];
    return whole !== undefined && part !== undefined && sameType(left, start) && whole.startsWith(part);
  },
  contains: (left, [part]) => left !== undefined && part !== undefined && contains(left, part),
};

function resolve(operand: Operand, item: Attributes): Value {
  if (isPath(operand)) return valueAt(operand, item);
  if (!isSizeOf(operand)) return operand;
  const size = sizeOf(resolve(operand.args[0], item));
  return size === undefined ? undefined : { N: String(size) };
}

function isPath(operand: Operand): operand is Path {
  return Array.isArray(operand);
}

function isSizeOf(operand: AttributeValue | SizeOf): operand is SizeOf {
  return "args" in operand;
}

function valueAt(path: Path, item: Attributes): Value {
  return path.reduce<Value>((value, step) => (value?.[typeof step === "number" ? "L" : "M"] as Members)?.[step], {
    M: item,
  });
}

type Members = Readonly<Record<string | number, AttributeValue>> | undefined;

function typeOf(value: AttributeValue): string {
  return Object.keys(value)[0] ?? "";
}

function sameType(left: Value, right: Value): boolean {
  return left !== undefined && right !== undefined && typeOf(left) === typeOf(right);
}

function isEqual(left: Value, right: Value): boolean {
  if (left === undefined || right === undefined || !sameType(left, right)) return false;
  const type = typeOf(left);
  const [one, other] = [left[type], right[type]];
  if (!isContainer(one) || !isContainer(other)) return one === other;
  const [ones, others] = [Object.entries(one), Object.entries(other)];
  if (ones.length !== others.length) return false;
  if (type.endsWith("S")) return ones.every(([, member]) => others.some(([, second]) => second === member));
  return ones.every(([name, member]) => isEqual(member as Value, (other as Attributes)[name]));
}

/** The contents of a set, a list or a map. */
function isContainer(content: unknown): content is object {
  return typeof content === "object" && content !== null;
}

function isOrdered(left: Value, right: Value, test: (order: number) => boolean): boolean {
  if (left === undefined || right === undefined || !sameType(left, right)) return false;
  if (!["S", "N", "B"].includes(typeOf(left))) return false;
  return test(compareText(dynalite().toRangeStr(left), dynalite().toRangeStr(right)));
}

/** A text, or bytes with a character for each. */
function textOf(value: Value): string | undefined {
  if (typeof value?.["S"] === "string") return value["S"];
  return typeof value?.["B"] === "string" ? Buffer.from(value["B"], "base64").toString("latin1") : undefined;
}

function contains(whole: AttributeValue, part: AttributeValue): boolean {
  const text = textOf(whole);
  if (text !== undefined) return sameType(whole, part) && text.includes(textOf(part) ?? "");
  const type = typeOf(whole);
  if (type === "L") return (whole["L"] as readonly AttributeValue[]).some((member) => isEqual(member, part));
  const members = type === `${typeOf(part)}S` ? (whole[type] as readonly unknown[]) : [];
  return members.includes(part[typeOf(part)]);
}

function sizeOf(value: Value): number | undefined {
  const text = textOf(value);
  if (value === undefined || text !== undefined) return text?.length;
  const content = value[typeOf(value)];
  return isContainer(content) ? Object.keys(content).length : undefined;
}
