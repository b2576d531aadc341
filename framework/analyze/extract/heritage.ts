import { ts } from "ts-morph";
import { hasModifier } from "./exports.ts";
import type { Names } from "./names.ts";

/** The project's class that a class extends. */
export function baseClass(
  node: ts.ClassLikeDeclaration,
  { names }: { readonly names: Names },
): ts.ClassDeclaration | undefined {
  const expression = extendsClause(node)?.types[0]?.expression;
  const meaning = expression && names.meaningOf(expression);
  return meaning?.type === "declaration" && ts.isClassDeclaration(meaning.node) ? meaning.node : undefined;
}

/** Whether a class extends anything at all. */
export function extendsAny(node: ts.ClassLikeDeclaration): boolean {
  return extendsClause(node) !== undefined;
}

function extendsClause({ heritageClauses }: ts.ClassLikeDeclaration): ts.HeritageClause | undefined {
  return heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
}

/** The constructor that has a body. */
export function constructorOf(node: ts.ClassLikeDeclaration): ts.ConstructorDeclaration | undefined {
  return node.members.find((member) => ts.isConstructorDeclaration(member) && member.body !== undefined) as
    | ts.ConstructorDeclaration
    | undefined;
}

/** Whether code outside of the class and its subclasses is kept from naming a member. */
export function isPrivate(member: ts.ClassElement | ts.ParameterDeclaration): boolean {
  if (member.name && ts.isPrivateIdentifier(member.name)) return true;
  if (!ts.canHaveModifiers(member)) return false;
  return hasModifier(member, ts.SyntaxKind.PrivateKeyword) || hasModifier(member, ts.SyntaxKind.ProtectedKeyword);
}

const keywords: readonly ts.SyntaxKind[] = [
  ts.SyntaxKind.StringKeyword,
  ts.SyntaxKind.NumberKeyword,
  ts.SyntaxKind.BooleanKeyword,
  ts.SyntaxKind.BigIntKeyword,
  ts.SyntaxKind.VoidKeyword,
  ts.SyntaxKind.NeverKeyword,
  ts.SyntaxKind.LiteralType,
];

/** Whether a type is written as one whose values cannot hold anything. */
export function isPrimitive(node: ts.TypeNode | undefined): boolean {
  if (node === undefined) return false;
  const isPromise = ts.isTypeReferenceNode(node) && isNamed(node.typeName, "Promise");
  return isPromise ? isPrimitive(node.typeArguments?.[0]) : keywords.includes(node.kind);
}

/** Whether a name is one identifier, and which. */
export function isNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}
