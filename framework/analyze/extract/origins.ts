/** Where values come from: out of packages, of which nothing is known here, or out of the project. */
import { ts } from "ts-morph";
import { calleeOf, type CallScope, declaredAs, isDeclaredAny, isForeign } from "./callee.ts";
import { unwrap } from "./functions.ts";
import { isNamed } from "./heritage.ts";

/** Whether a value can only come out of a package: what is handed to one is reported where that happens. */
export function comesFromOutside(node: ts.Expression, scope: CallScope): boolean {
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
  if (isDeclaredAny(parent.parent, scope)) return isDeclaredOutside(parent.parent, scope);
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
  if (isNamed(type.typeName, "Promise") && type.typeArguments?.[0])
    return isTypeOfOutside(type.typeArguments[0], scope);
  const meaning = scope.names.meaningOf(type.typeName);
  return meaning.type === "external" || (meaning.type === "unresolved" && !type.typeArguments);
}
