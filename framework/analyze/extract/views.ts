/**
 * Objects that are named where their class is not known: through `any`, an interface, a parameter without a type. What
 * is done to a member there counts for every member of that name.
 */
import { ts } from "ts-morph";
import { type CallScope, isAny } from "./callee.ts";
import { comesFromOutside } from "./origins.ts";
import { iffcNamesOf } from "./types.ts";

/** The key of all members with a name, named where nothing is known of their object. */
export function nameKey(name: string): string {
  return `?.${name}`;
}

/** The same, where an interface or an object type says that there is one. */
export function viewKey(name: string): string {
  return `{}.${name}`;
}

/** The key of members whose names are computed. */
export const anyName = nameKey("*");

/** Whether a member that is declared so may be one of an object whose class is not known where it is named. */
export function isViewed(declaration: ts.Node): boolean {
  return (
    ts.isPropertySignature(declaration) ||
    ts.isMethodSignature(declaration) ||
    ts.isPropertyAssignment(declaration) ||
    ts.isShorthandPropertyAssignment(declaration) ||
    (ts.isAccessor(declaration) && !ts.isClassLike(declaration.parent))
  );
}

/** Whether a member that is declared so may be a resource, as far as its type tells. */
export function mayBeResource(declaration: ts.Node, scope: CallScope): boolean {
  if (ts.isMethodSignature(declaration)) return false;
  const type = "type" in declaration ? (declaration.type as ts.TypeNode | undefined) : undefined;
  return type === undefined || isVague(type) || iffcNamesOf(type, scope).length > 0;
}

function isVague(type: ts.TypeNode): boolean {
  if (ts.isUnionTypeNode(type)) return type.types.some(isVague);
  const isTop = type.kind === ts.SyntaxKind.AnyKeyword || type.kind === ts.SyntaxKind.UnknownKeyword;
  return isTop || ts.isTypeLiteralNode(type) || ts.isIndexedAccessTypeNode(type);
}

/** Whether an object of the project may be behind an expression whose type says nothing. */
export function isVagueView(node: ts.Expression, scope: CallScope): boolean {
  if (ts.isArrayLiteralExpression(node) || comesFromOutside(node, scope)) return false;
  return (
    isAny(node, scope) ||
    (scope.program.checker.getTypeAtLocation(node).flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0
  );
}
