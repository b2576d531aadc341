import { ts } from "ts-morph";
import type { Location } from "../model/location.ts";
import { evaluateDeclaration } from "./evaluate-declaration.ts";
import { isStatic, memberName } from "./extract/keys.ts";
import type { Scope } from "./evaluate-scope.ts";
import { arriveAt, type Dictionary, type Entry, entryOf, type Located, type Unknown, unknown } from "./located.ts";

/** Evaluates an object literal: every property it can, an unknown one where it cannot. */
export function evaluateObject(node: ts.ObjectLiteralExpression, scope: Scope): Located {
  const entries = new Map<string, Entry>();
  const repeated: Entry[] = [];
  const written = new Set<string>();
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      const spread = scope.evaluate(property.expression);
      if (spread.type === "absent") continue;
      if (spread.type !== "dictionary") return notSpreadable(spread);
      for (const entry of spread.entries) entries.set(entry.name, entry);
    } else {
      const entry = evaluateProperty(property, scope);
      if ("type" in entry) return entry;
      if (written.has(entry.name)) repeated.push(entry);
      written.add(entry.name);
      entries.set(entry.name, entry);
    }
  }
  return {
    type: "dictionary",
    entries: [...entries.values()],
    ...(repeated.length > 0 && { repeated }),
    at: scope.program.locate(node),
  };
}

function notSpreadable(value: Located): Unknown {
  return value.type === "unknown" ? value : unknown(value.at, "only objects and arrays can be spread here");
}

function evaluateProperty(
  property: Exclude<ts.ObjectLiteralElementLike, ts.SpreadAssignment>,
  scope: Scope,
): Entry | Unknown {
  const name = nameOf(property.name, scope);
  if (typeof name !== "string") return name;
  const at = scope.program.locate(property.name);
  if (ts.isPropertyAssignment(property)) return { name, at, value: scope.evaluate(property.initializer) };
  if (ts.isShorthandPropertyAssignment(property)) return { name, at, value: scope.evaluate(property.name) };
  return { name, at, value: unknown(at, "it is a function") };
}

function nameOf(name: ts.PropertyName, scope: Scope): string | Unknown {
  if (!ts.isComputedPropertyName(name)) return name.text;
  const value = scope.evaluate(name.expression);
  if (value.type === "scalar") return String(value.value);
  return value.type === "unknown" ? value : unknown(value.at, "it cannot be the name of a property");
}

/** Evaluates an array literal. */
export function evaluateArray(node: ts.ArrayLiteralExpression, scope: Scope): Located {
  const items: Located[] = [];
  for (const element of node.elements) {
    if (!ts.isSpreadElement(element)) {
      items.push(scope.evaluate(element));
      continue;
    }
    const spread = scope.evaluate(element.expression);
    if (spread.type !== "list") return notSpreadable(spread);
    items.push(...spread.items);
    if (items.length > 10_000) return unknown(spread.at, "it is too large");
  }
  return { type: "list", items, at: scope.program.locate(node) };
}

/** Evaluates `object.name` and `object["name"]`, also of enums and of whole modules. */
export function readMember(node: ts.PropertyAccessExpression | ts.ElementAccessExpression, scope: Scope): Located {
  const at = scope.program.locate(node);
  const meaning = ts.isPropertyAccessExpression(node) ? scope.names.meaningOf(node) : undefined;
  if (meaning?.type === "declaration") {
    return arriveAt(evaluateDeclaration(meaning.node, scope), at);
  }
  if (isEnvironment(node)) return unknown(at, "it is read from the environment");
  const name = memberNameOf(node, scope);
  if (typeof name !== "string") return name;
  const owner = ownerOf(node.expression, scope);
  const constant = owner && ts.isClassDeclaration(owner) ? staticMember(owner, name) : undefined;
  if (constant) return arriveAt(evaluateDeclaration(constant, scope), at);
  const value = owner && ts.isEnumDeclaration(owner) ? enumValue(owner, scope) : scope.evaluate(node.expression);
  return memberOf(value, name, at);
}

function memberNameOf(node: ts.PropertyAccessExpression | ts.ElementAccessExpression, scope: Scope): string | Unknown {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  const value = scope.evaluate(node.argumentExpression);
  if (value.type === "scalar") return String(value.value);
  return value.type === "unknown" ? value : unknown(value.at, "it cannot be the name of a property");
}

function memberOf(owner: Located, name: string, at: Location): Located {
  if (owner.type === "unknown") return arriveAt(owner, at);
  const found = owner.type === "list" ? owner.items[Number(name)] : ownEntry(owner, name)?.value;
  return found ? arriveAt(found, at) : unknown(at, `there is no \`${name}\` in it`);
}

function ownEntry(owner: Located, name: string): Entry | undefined {
  return owner.type === "dictionary" ? entryOf(owner, name) : undefined;
}

/** `process.env.X`, `process.env["X"]` and `import.meta.env.X`. */
function isEnvironment(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): boolean {
  return /^(?:process|import\.meta)\s*\.\s*env\b/u.test(node.getText());
}

/** The declaration of what a member is read from. */
function ownerOf(node: ts.Expression, scope: Scope): ts.Node | undefined {
  const meaning = scope.names.meaningOf(node);
  return meaning.type === "declaration" ? meaning.node : undefined;
}

function staticMember(owner: ts.ClassDeclaration, name: string): ts.ClassElement | undefined {
  return owner.members.find((member) => isStatic(member) && memberName(member) === name);
}

/** The members of an enum as an object. */
function enumValue(node: ts.EnumDeclaration, scope: Scope): Dictionary {
  const entries = new Map<string, Entry>();
  let next: number | undefined = 0;
  for (const member of node.members) {
    const at = scope.program.locate(member.name);
    const name = nameOf(member.name, scope);
    if (typeof name !== "string") continue;
    const value: Located = member.initializer
      ? evaluateEnumMember(member.initializer, entries, scope)
      : next === undefined
        ? unknown(at, "the enum's member has no value")
        : { type: "scalar", value: next, at };
    entries.set(name, { name, value, at });
    next = value.type === "scalar" && typeof value.value === "number" ? value.value + 1 : undefined;
  }
  return { type: "dictionary", entries: [...entries.values()], at: scope.program.locate(node) };
}

/** An enum's initialiser may name earlier members without the enum's name. */
function evaluateEnumMember(node: ts.Expression, members: ReadonlyMap<string, Entry>, scope: Scope): Located {
  const earlier = ts.isIdentifier(node) ? members.get(node.text) : undefined;
  return earlier?.value ?? scope.evaluate(node);
}
