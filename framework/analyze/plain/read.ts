/**
 * type node → plain type → JSON Schema, by syntax and names alone. Plain are interfaces, object types, aliases, arrays,
 * tuples, unions and intersections of one another, declared in the project without type parameters. Everything else is
 * not, and neither is what a library declares, what is declared twice or what contains itself.
 */
import { ts } from "ts-morph";
import type { JsonObject } from "../../model/json.ts";
import type { Names } from "../extract/names.ts";
import type { Program } from "../extract/program.ts";
import { annotationsOf } from "./annotations.ts";
import { schemaOf } from "./schema.ts";
import { identityOf, type Keyword, type ObjectType, type PlainType, type Property, settle, unionOf } from "./type.ts";

/** Reads the schema of a type node; nothing where the type is not plain. */
export type SchemaReader = (node: ts.TypeNode) => JsonObject | undefined;

interface Scope {
  readonly program: Program;
  readonly names: Names;
  /** What was read; a declaration that is still open contains itself. */
  readonly known: Map<ts.Node, PlainType | undefined>;
}

/** Opens a reader over a program; every declaration is read once. */
export function openSchemaReader(program: Program, names: Names): SchemaReader {
  const scope: Scope = { program, names, known: new Map() };
  return (node) => {
    const type = read(node, scope);
    return type && schemaOf(type);
  };
}

const keywords: ReadonlyMap<ts.SyntaxKind, Keyword> = new Map([
  [ts.SyntaxKind.StringKeyword, "string"],
  [ts.SyntaxKind.NumberKeyword, "number"],
  [ts.SyntaxKind.BooleanKeyword, "boolean"],
  [ts.SyntaxKind.AnyKeyword, "any"],
  [ts.SyntaxKind.UnknownKeyword, "unknown"],
  [ts.SyntaxKind.UndefinedKeyword, "undefined"],
]);

function read(node: ts.TypeNode, scope: Scope): PlainType | undefined {
  const keyword = keywords.get(node.kind);
  if (keyword !== undefined) return { form: "keyword", name: keyword };
  if (ts.isParenthesizedTypeNode(node)) return read(node.type, scope);
  if (ts.isLiteralTypeNode(node)) return readLiteral(node.literal);
  if (ts.isArrayTypeNode(node)) return arrayOf(read(node.elementType, scope));
  if (ts.isTypeOperatorNode(node)) return readOperator(node, scope);
  if (ts.isTypeReferenceNode(node)) return readReference(node, scope);
  if (ts.isTypeLiteralNode(node)) return annotated(readObject(node, scope), annotatedNode(node));
  if (ts.isUnionTypeNode(node)) {
    const parts = readAll(node.types, scope);
    return parts && unionOf(parts);
  }
  if (ts.isTupleTypeNode(node)) {
    const items = readAll(node.elements, scope);
    return items && { form: "tuple", items };
  }
  return ts.isIntersectionTypeNode(node) ? readIntersection(node, scope) : undefined;
}

function readAll(nodes: readonly ts.TypeNode[], scope: Scope): readonly PlainType[] | undefined {
  return complete(nodes.map((node) => read(node, scope)));
}

/** The items, if none is missing. */
function complete<Item>(items: readonly (Item | undefined)[]): readonly Item[] | undefined {
  return items.every((item) => item !== undefined) ? items : undefined;
}

function arrayOf(item: PlainType | undefined): PlainType | undefined {
  return item && { form: "array", item };
}

function readLiteral(node: ts.LiteralTypeNode["literal"]): PlainType | undefined {
  if (node.kind === ts.SyntaxKind.NullKeyword) return { form: "keyword", name: "null" };
  if (node.kind === ts.SyntaxKind.TrueKeyword) return { form: "literal", value: true };
  if (node.kind === ts.SyntaxKind.FalseKeyword) return { form: "literal", value: false };
  if (ts.isStringLiteral(node)) return { form: "literal", value: node.text };
  if (ts.isNumericLiteral(node)) return { form: "literal", value: Number(node.text) };
  if (!ts.isPrefixUnaryExpression(node) || !ts.isNumericLiteral(node.operand)) return undefined;
  const isNegative = node.operator === ts.SyntaxKind.MinusToken && Number(node.operand.text) !== 0;
  return isNegative ? { form: "literal", value: -Number(node.operand.text) } : undefined;
}

/** `readonly` in front of an array says nothing about its values. */
function readOperator(node: ts.TypeOperatorNode, scope: Scope): PlainType | undefined {
  return node.operator === ts.SyntaxKind.ReadonlyKeyword ? read(node.type, scope) : undefined;
}

function readIntersection(node: ts.IntersectionTypeNode, scope: Scope): PlainType | undefined {
  const parts = readAll(node.types, scope);
  if (!parts?.every(isObject)) return undefined;
  return new Set(parts).size === parts.length ? { form: "intersection", parts } : undefined;
}

function isObject(type: PlainType): boolean {
  return ["object", "intersection"].includes(settle(type).form);
}

/** Names to which the generator gives a meaning of its own, whoever declares them. */
const reserved: ReadonlySet<string> = new Set([
  "Promise",
  "PromiseLike",
  "Array",
  "ReadonlyArray",
  "Date",
  "RegExp",
  "URL",
]);

function readReference(node: ts.TypeReferenceNode, scope: Scope): PlainType | undefined {
  const meaning = scope.names.meaningOf(node.typeName);
  if (meaning.type !== "declaration") return undefined;
  if (scope.program.isLibrary(meaning.node)) return readLibrary(node, scope);
  const isPlain = node.typeArguments === undefined && !reserved.has(node.typeName.getText());
  return isPlain ? readDeclaration(meaning.node, scope) : undefined;
}

/** `Array<Item>` and `Record<string, Item>`. */
function readLibrary({ typeName, typeArguments }: ts.TypeReferenceNode, scope: Scope): PlainType | undefined {
  const name = typeName.getText();
  const [first, second] = typeArguments ?? [];
  const isArray = name === "Array" || name === "ReadonlyArray";
  if (isArray && first && !second) return arrayOf(read(first, scope));
  const isRecord = name === "Record" && first?.kind === ts.SyntaxKind.StringKeyword;
  const rest = isRecord && second ? read(second, scope) : undefined;
  if (!rest) return undefined;
  const id = `Record<${identityOf(rest)}>`;
  return { form: "alias", id, type: { form: "object", id: `${id} {}`, bases: [], properties: [], rest } };
}

function readDeclaration(node: ts.Node, scope: Scope): PlainType | undefined {
  if (!ts.isInterfaceDeclaration(node) && !ts.isTypeAliasDeclaration(node)) return undefined;
  if (scope.known.has(node)) return scope.known.get(node);
  scope.known.set(node, undefined);
  const isPlain = node.typeParameters === undefined && !reserved.has(node.name.text) && isOnly(node);
  const type = isPlain
    ? annotated(ts.isInterfaceDeclaration(node) ? readObject(node, scope) : readAlias(node, scope), node)
    : undefined;
  scope.known.set(node, type);
  return type;
}

/** Whether a declaration of a module is the only one of its name. */
function isOnly(node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration): boolean {
  if (!ts.isSourceFile(node.parent)) return false;
  return node.parent.statements.every((statement) => {
    const { name } = statement as ts.DeclarationStatement;
    return statement === node || !name || !ts.isIdentifier(name) || name.text !== node.name.text;
  });
}

function readAlias(node: ts.TypeAliasDeclaration, scope: Scope): PlainType | undefined {
  const type = read(node.type, scope);
  return type && { form: "alias", id: positionOf(node, scope), type };
}

function readObject(node: ts.InterfaceDeclaration | ts.TypeLiteralNode, scope: Scope): ObjectType | undefined {
  const index = node.members.filter(ts.isIndexSignatureDeclaration);
  const bases = readBases(node, scope);
  const rest = index.map((signature) => readIndex(signature, scope));
  const others = node.members.filter((member) => !ts.isIndexSignatureDeclaration(member));
  const properties = complete(others.map((member) => readProperty(member, scope)));
  const names = new Set(properties?.map(({ name }) => name));
  if (!bases || !properties || names.size < properties.length || rest.length > 1 || rest.includes(undefined))
    return undefined;
  return { form: "object", id: positionOf(node, scope), bases, properties, ...(rest[0] && { rest: rest[0] }) };
}

function readBases(node: ts.InterfaceDeclaration | ts.TypeLiteralNode, scope: Scope): readonly PlainType[] | undefined {
  if (ts.isTypeLiteralNode(node)) return [];
  const bases = (node.heritageClauses ?? []).flatMap(({ types }) => types);
  return complete(
    bases.map(({ expression, typeArguments }) => {
      const meaning = scope.names.meaningOf(expression);
      if (meaning.type !== "declaration" || typeArguments) return undefined;
      const base = readDeclaration(meaning.node, scope);
      return base && isObject(base) ? base : undefined;
    }),
  );
}

/** `[key: string]: Item` */
function readIndex(node: ts.IndexSignatureDeclaration, scope: Scope): PlainType | undefined {
  const isText = node.parameters[0]?.type?.kind === ts.SyntaxKind.StringKeyword;
  return isText ? annotated(read(node.type, scope), node) : undefined;
}

function readProperty(node: ts.TypeElement, scope: Scope): Property | undefined {
  if (!ts.isPropertySignature(node) || !node.type) return undefined;
  const name = nameOf(node.name);
  const type = name === undefined ? undefined : annotated(read(node.type, scope), node);
  return name === undefined || !type ? undefined : { name, type, required: node.questionToken === undefined };
}

/** A name whose text is its value; an object with `then` might be a promise. */
function nameOf(node: ts.PropertyName): string | undefined {
  if (!ts.isIdentifier(node) && !ts.isStringLiteral(node)) return undefined;
  const written = ts.isIdentifier(node) ? node.getText() : node.getText().slice(1, -1);
  return written === node.text && !["then", "__proto__"].includes(written) && !/["']/u.test(written)
    ? written
    : undefined;
}

/** A type with the annotations of the comment before a node. */
function annotated(type: PlainType | undefined, node: ts.Node): PlainType | undefined {
  const annotations = type && annotationsOf(node);
  if (!type || !annotations) return undefined;
  return Object.keys(annotations).length === 0 ? type : { form: "annotated", type, annotations };
}

/** An object type that is written out as a property's type is annotated with it. */
function annotatedNode(node: ts.TypeLiteralNode): ts.Node {
  const { parent } = node;
  return ts.isPropertySignature(parent) || ts.isIndexSignatureDeclaration(parent) ? parent : node;
}

function positionOf(node: ts.Node, { program }: Scope): string {
  return `${program.pathOf(node)}@${node.pos}`;
}
