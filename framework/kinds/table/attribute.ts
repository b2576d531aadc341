/** JavaScript values as DynamoDB's, and back. Pure. */

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html */
export type Attribute =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly L: readonly Attribute[] }
  | { readonly M: Attributes }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] };

/** An item, or a part of one. */
export type Attributes = Readonly<Record<string, Attribute>>;

/**
 * The attributes of an object. What is `undefined` is left out, in lists too.
 *
 * @param path - where the object lies in its item, for errors
 * @throws a TypeError that names the attribute which has no form in DynamoDB, or would not come back as it is
 */
export function toAttributes(object: object, path = ""): Attributes {
  const present = Object.entries(object).filter(([, value]) => value !== undefined);
  const prefix = path && `${path}.`;
  return Object.fromEntries(present.map(([name, value]) => [name, toAttribute(value, prefix + name)]));
}

/** The attribute for a value other than `undefined`; see {@link toAttributes}. */
export function toAttribute(value: unknown, path: string): Attribute {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: formatNumber(value, path) };
  if (typeof value === "boolean") return { BOOL: value };
  if (value === null) return { NULL: true };
  if (typeof value === "object") return fromObject(value, path);
  throw unfit(path, `is a ${typeof value}`);
}

/**
 * The object that attributes stand for. Binary values become `Uint8Array`, sets become `Set`.
 *
 * @throws a RangeError for a number that JavaScript cannot hold exactly
 */
export function fromAttributes(attributes: Attributes): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, fromAttribute(value)]));
}

function fromObject(value: object, path: string): Attribute {
  if (Array.isArray(value)) {
    const present = value.map((item, index) => [item, index] as const).filter(([item]) => item !== undefined);
    return { L: present.map(([item, index]) => toAttribute(item, `${path}[${index}]`)) };
  }
  if (value instanceof Uint8Array) return { B: toBase64(value) };
  if (value instanceof Set) return fromSet(value, path);
  if (!isPlain(value)) throw unfit(path, `is a ${value.constructor.name}`);
  return { M: toAttributes(value, path) };
}

function fromSet(set: ReadonlySet<unknown>, path: string): Attribute {
  const members = [...set].map((member) => toAttribute(member, path));
  if (members.length === 0) throw unfit(path, "is an empty set");
  if (members.every((member) => "S" in member)) return { SS: members.map(({ S }) => S) };
  if (members.every((member) => "N" in member)) return { NS: members.map(({ N }) => N) };
  if (members.every((member) => "B" in member)) return { BS: members.map(({ B }) => B) };
  throw unfit(path, "is a set of other things than texts, numbers or bytes alone");
}

function fromAttribute(attribute: Attribute): unknown {
  if ("S" in attribute) return attribute.S;
  if ("N" in attribute) return parseNumber(attribute.N);
  if ("BOOL" in attribute) return attribute.BOOL;
  if ("NULL" in attribute) return null;
  if ("L" in attribute) return attribute.L.map(fromAttribute);
  if ("M" in attribute) return fromAttributes(attribute.M);
  if ("B" in attribute) return fromBase64(attribute.B);
  if ("SS" in attribute) return new Set(attribute.SS);
  if ("NS" in attribute) return new Set(attribute.NS.map(parseNumber));
  return new Set(attribute.BS.map(fromBase64));
}

function formatNumber(value: number, path: string): string {
  if (isExact(value)) return String(value);
  throw unfit(path, `is ${value}`);
}

function parseNumber(text: string): number {
  const value = Number(text);
  if (isExact(value)) return value;
  throw new RangeError(`The table holds the number ${text}, which is beyond what JavaScript can count exactly.`);
}

/** Not beyond what JavaScript can count; fractions are as exact as JavaScript has them. */
function isExact(value: number): boolean {
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64"));
}

function unfit(path: string, reason: string): TypeError {
  return new TypeError(`The attribute "${path}" cannot be stored: it ${reason}.`);
}
