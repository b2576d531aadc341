import { ts } from "ts-morph";
import type { TypeArgument, TypeFacts, TypePlace } from "../facts.ts";
import type { SchemaReader } from "../plain/read.ts";
import { keyOf } from "./keys.ts";
import type { Names } from "./names.ts";
import type { Program } from "./program.ts";

/** What types are looked up in. */
export interface TypeScope {
  readonly program: Program;
  readonly names: Names;
}

/** What declared types are read with. */
export interface TypeReader extends TypeScope {
  readonly schemaOf: SchemaReader;
}

/** A type node, and what the type parameters in it stand for where it is the inside of an alias. */
interface Bound {
  readonly node: ts.TypeNode;
  readonly parameters: ReadonlyMap<string, Bound>;
}

const limitOfAliases = 20;
const none: ReadonlyMap<string, Bound> = new Map();

/** Reads a type as it is written; aliases are followed, and a union with nothing else than null and undefined is its rest. */
export function readType(node: ts.TypeNode, scope: TypeReader): TypeFacts {
  const { program } = scope;
  const { node: end } = settle({ node, parameters: none }, scope);
  const reference = referenceOf(end);
  const text = briefly(node);
  const at = program.locate(node);
  if (!reference) return { text, arguments: [], at };
  const meaning = scope.names.meaningOf(reference.name);
  const iffc = scope.names.iffcName(reference.name);
  const isClass = meaning.type === "declaration" && ts.isClassDeclaration(meaning.node);
  return {
    text,
    ...(iffc !== undefined && { name: iffc }),
    ...(isClass && { class: keyOf(meaning.node, program) }),
    arguments: argumentsOf({ node, parameters: none }, scope),
    at,
  };
}

/** The names of iffc's types that a type is made of: `Sender` in `Sender<Order> | undefined`. */
export function iffcNamesOf(node: ts.TypeNode | undefined, scope: TypeScope): readonly string[] {
  if (!node) return [];
  const { node: end } = settle({ node, parameters: none }, scope);
  if (ts.isIntersectionTypeNode(end)) return end.types.flatMap((part) => iffcNamesOf(part, scope));
  const reference = referenceOf(end);
  const name = reference && scope.names.iffcName(reference.name);
  return name === undefined ? [] : [name];
}

function argumentsOf(bound: Bound, scope: TypeReader): readonly TypeArgument[] {
  const end = settle(bound, scope);
  const reference = referenceOf(end.node);
  return (reference?.arguments ?? []).map((argument) => {
    const { node, parameters } = substitute({ node: argument, parameters: end.parameters });
    const members = membersOf({ node, parameters }, scope);
    return { ...placeOf(node, scope), ...(members && { members }) };
  });
}

function placeOf(node: ts.TypeNode, { program, schemaOf }: TypeReader): TypePlace {
  const schema = schemaOf(node);
  return { text: briefly(node), at: program.locate(node), ...(schema && { schema }) };
}

/** The members of an object type: written out, or declared by an interface or alias. */
function membersOf(bound: Bound, scope: TypeReader): Readonly<Record<string, TypePlace>> | undefined {
  const { node, parameters } = settle(bound, scope);
  if (ts.isTypeLiteralNode(node)) return placesOf(node.members, parameters, scope);
  if (ts.isIntersectionTypeNode(node)) {
    const parts = node.types.map((part) => membersOf({ node: part, parameters }, scope));
    return parts.includes(undefined) ? undefined : Object.assign({}, ...parts);
  }
  const reference = referenceOf(node);
  const meaning = reference && scope.names.meaningOf(reference.name);
  if (meaning?.type !== "declaration" || !ts.isInterfaceDeclaration(meaning.node)) return undefined;
  return placesOf(meaning.node.members, none, scope);
}

function placesOf(
  members: ts.NodeArray<ts.TypeElement>,
  parameters: ReadonlyMap<string, Bound>,
  scope: TypeReader,
): Readonly<Record<string, TypePlace>> {
  const places = members.flatMap((member): readonly (readonly [string, TypePlace])[] => {
    if (!ts.isPropertySignature(member) || !member.type) return [];
    if (!ts.isIdentifier(member.name) && !ts.isStringLiteralLike(member.name)) return [];
    return [[member.name.text, placeOf(substitute({ node: member.type, parameters }).node, scope)]];
  });
  return Object.fromEntries(places);
}

/** Follows parentheses, `readonly`, nullish unions, aliases and bound type parameters to what they stand for. */
function settle(start: Bound, scope: TypeScope): Bound {
  let current = start;
  for (let step = 0; step < limitOfAliases; step++) {
    const next = settleOnce(current, scope);
    if (!next) return current;
    current = next;
  }
  return current;
}

function settleOnce(bound: Bound, scope: TypeScope): Bound | undefined {
  const { node, parameters } = bound;
  if (ts.isParenthesizedTypeNode(node)) return { node: node.type, parameters };
  if (ts.isUnionTypeNode(node)) {
    const rest = node.types.filter((part) => !isNullish(part));
    return rest.length === 1 && rest[0] ? { node: rest[0], parameters } : undefined;
  }
  const reference = referenceOf(node);
  if (!reference) return undefined;
  const replaced = substitute(bound);
  if (replaced.node !== node) return replaced;
  const meaning = scope.names.meaningOf(reference.name);
  if (meaning.type !== "declaration" || !ts.isTypeAliasDeclaration(meaning.node)) return undefined;
  const names = meaning.node.typeParameters?.map((parameter) => parameter.name.text) ?? [];
  const bindings = names.flatMap((name, index): [string, Bound][] => {
    const argument = reference.arguments[index];
    return argument ? [[name, substitute({ node: argument, parameters })]] : [];
  });
  return { node: meaning.node.type, parameters: new Map(bindings) };
}

function substitute(bound: Bound): Bound {
  const reference = referenceOf(bound.node);
  if (!reference || !ts.isIdentifier(reference.name) || reference.arguments.length > 0) return bound;
  return bound.parameters.get(reference.name.text) ?? bound;
}

function isNullish(node: ts.TypeNode): boolean {
  if (ts.isLiteralTypeNode(node)) return node.literal.kind === ts.SyntaxKind.NullKeyword;
  return node.kind === ts.SyntaxKind.UndefinedKeyword;
}

function referenceOf(node: ts.TypeNode) {
  return ts.isTypeReferenceNode(node) ? { name: node.typeName, arguments: node.typeArguments ?? [] } : undefined;
}

function briefly(node: ts.TypeNode): string {
  return node.getText().replace(/\s+/gu, " ");
}
