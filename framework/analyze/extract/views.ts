/**
 * Objects that are named where their class is not known: through `any`, an interface, a parameter without a type. What
 * is done to a member there counts for every member of that name.
 */
import { ts } from "ts-morph";
import { calleeOf, type CallScope, declaredAs, isForeign, unwrap } from "./callee.ts";
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
  if (comesFromOutside(node, scope)) return false;
  return (scope.program.checker.getTypeAtLocation(node).flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0;
}

/** Whether a value can only come out of a package: what is handed to one is reported where that happens. */
function comesFromOutside(node: ts.Expression, scope: CallScope): boolean {
  const inner = unwrap(node);
  if (ts.isAwaitExpression(inner)) return comesFromOutside(inner.expression, scope);
  if (ts.isIdentifier(inner)) {
    const meaning = scope.names.meaningOf(inner);
    return meaning.type === "declaration" ? isDeclaredOutside(meaning.node, scope) : isForeign(inner, scope);
  }
  if (ts.isCallExpression(inner) || ts.isNewExpression(inner)) {
    const callee = calleeOf(inner, scope);
    return callee?.type ? isTypeOfOutside(callee.type, scope) : comesFromOutside(inner.expression, scope);
  }
  if (!ts.isPropertyAccessExpression(inner) && !ts.isElementAccessExpression(inner)) return false;
  const member = declaredAs(inner, scope);
  return member ? isDeclaredOutside(member, scope) : comesFromOutside(inner.expression, scope);
}

function isDeclaredOutside(declaration: ts.Node, scope: CallScope): boolean {
  if (ts.isBindingElement(declaration)) return isTakenOutside(declaration, scope);
  if (ts.isParameter(declaration)) {
    return declaration.type ? isTypeOfOutside(declaration.type, scope) : isGivenByOutside(declaration.parent, scope);
  }
  if (ts.isPropertyDeclaration(declaration) || ts.isPropertySignature(declaration) || ts.isGetAccessor(declaration)) {
    return declaration.type !== undefined && isTypeOfOutside(declaration.type, scope);
  }
  if (!ts.isVariableDeclaration(declaration)) return false;
  if (declaration.type) return isTypeOfOutside(declaration.type, scope);
  const { initializer, parent } = declaration;
  if (initializer) return comesFromOutside(initializer, scope);
  if (ts.isCatchClause(parent)) return true;
  return ts.isForOfStatement(parent.parent) && comesFromOutside(parent.parent.expression, scope);
}

/** `const { incoming } = this`: what the member is declared as, or else where the object comes from. */
function isTakenOutside({ parent, name, propertyName }: ts.BindingElement, scope: CallScope): boolean {
  const { checker } = scope.program;
  const type = checker.getTypeAtLocation(parent);
  const taken = propertyName ?? name;
  const property = ts.isIdentifier(taken) ? checker.getPropertyOfType(type, taken.text) : undefined;
  return isDeclaredOutside(property?.declarations?.[0] ?? parent.parent, scope);
}

/** A function that is handed to a package gets the package's own values. */
function isGivenByOutside(owner: ts.SignatureDeclaration, scope: CallScope): boolean {
  const { parent } = owner;
  return ts.isCallExpression(parent) && parent.expression !== owner && comesFromOutside(parent.expression, scope);
}

function isTypeOfOutside(type: ts.TypeNode, scope: CallScope): boolean {
  if (ts.isUnionTypeNode(type))
    return type.types.every((part) => ts.isLiteralTypeNode(part) || isTypeOfOutside(part, scope));
  if (ts.isArrayTypeNode(type)) return isTypeOfOutside(type.elementType, scope);
  if (!ts.isTypeReferenceNode(type)) return false;
  if (type.typeName.getText() === "Promise" && type.typeArguments?.[0])
    return isTypeOfOutside(type.typeArguments[0], scope);
  const meaning = scope.names.meaningOf(type.typeName);
  return meaning.type === "external" || (meaning.type === "unresolved" && !type.typeArguments);
}
