import { ts } from "ts-morph";
import { bindsReceiver, type CallScope, declaredAs, unwrap } from "./callee.ts";
import type { Reach } from "./reach.ts";

/** A place where an object that may hold resources gets out of sight. */
export interface Transfer {
  readonly class: ts.ClassDeclaration;
  readonly reason: string;
  readonly node: ts.Node;
}

/** What transfers are found with. */
export interface TransferScope extends CallScope {
  readonly reach: Reach;
}

/**
 * The transfers that happen at a node itself, not inside of it: arguments, casts, assignments, returns, spreads and
 * computed members whose type no longer shows the class of the object.
 */
export function transfersAt(node: ts.Node, scope: TransferScope): readonly Transfer[] {
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) return callTransfers(node, scope);
  if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) return castTransfers(node, scope);
  if (ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node) || ts.isParameter(node)) {
    const { type, initializer } = node;
    return type && initializer ? hidden(initializer, typeOf(type, scope), "is kept as another type", scope) : [];
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    return hidden(node.right, typeOf(node.left, scope), "is assigned to something of another type", scope);
  }
  if (ts.isReturnStatement(node) && node.expression) return returnTransfers(node.expression, node, scope);
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) return returnTransfers(node.body, node.body, scope);
  if (ts.isElementAccessExpression(node)) return computedTransfers(node, scope);
  if (ts.isSpreadAssignment(node) || ts.isSpreadElement(node)) return directTransfers(node.expression, "is spread", scope);
  if (ts.isObjectBindingPattern(node) && node.elements.some((element) => element.dotDotDotToken)) {
    return restTransfers(node, scope);
  }
  return [];
}

function typeOf(node: ts.Node, { program }: CallScope): ts.Type {
  return program.checker.getTypeAtLocation(node);
}

/** What an expression gives access to and the type of its target does not show. */
function hidden(
  expression: ts.Expression,
  target: ts.Type | undefined,
  reason: string,
  scope: TransferScope,
): readonly Transfer[] {
  if (isPlain(expression)) return [];
  const { reach } = scope;
  const given = givenBy(expression, scope);
  if (given.size === 0) return [];
  const shown = target ? reach.of(target) : new Set<ts.ClassDeclaration>();
  return reach.lost(given, shown).map((lost) => ({ class: lost, reason, node: expression }));
}

/** `this` counts whatever its class holds: a subclass may hold more. */
function givenBy(expression: ts.Expression, scope: TransferScope): ReadonlySet<ts.ClassDeclaration> {
  const type = typeOf(expression, scope);
  const given = scope.reach.of(type);
  if (unwrap(expression).kind !== ts.SyntaxKind.ThisKeyword) return given;
  const own = scope.reach.classOf(scope.program.checker.getBaseConstraintOfType(type) ?? type);
  return own ? new Set([...given, own]) : given;
}

/** Expressions that can be told by their form to hold nothing, without asking for their type. */
function isPlain(node: ts.Expression): boolean {
  return ts.isLiteralExpression(node) || ts.isFunctionExpression(node) || ts.isArrowFunction(node) || ts.isTemplateExpression(node);
}

function callTransfers(node: ts.CallExpression | ts.NewExpression, scope: TransferScope): readonly Transfer[] {
  const given = node.arguments ?? [];
  if (given.every(isPlain)) return [];
  const receiver = bindsReceiver(node);
  const isMethod = receiver && isOwnMethod(receiver, scope);
  return given.flatMap((argument, index) => {
    if (isMethod && index === 0) return [];
    if (isPlain(argument)) return [];
    const value = ts.isSpreadElement(argument) ? argument.expression : argument;
    if (givenBy(value, scope).size === 0) return [];
    return hidden(value, parameterType(node, index, scope), "is passed to where its class is not known", scope);
  });
}

/** The type that a parameter is declared with in the project, or that a function of the library takes here. */
function parameterType(node: ts.CallExpression | ts.NewExpression, index: number, scope: TransferScope): ts.Type | undefined {
  const { checker } = scope.program;
  const signature = checker.getResolvedSignature(node);
  const declaration = signature?.declaration;
  const parameter = signature?.parameters[Math.min(index, signature.parameters.length - 1)];
  if (!declaration || !parameter) return undefined;
  if (scope.program.isLibrary(declaration)) return checker.getTypeOfSymbolAtLocation(parameter, node);
  const declared = parameter.valueDeclaration;
  return declared ? checker.getTypeAtLocation(declared) : undefined;
}

/** A method keeps `this` in sight however it is called. */
function isOwnMethod(receiver: ts.Expression, scope: CallScope): boolean {
  const declaration = declaredAs(unwrap(receiver), scope);
  return declaration !== undefined && ts.isClassElement(declaration);
}

function castTransfers(node: ts.AsExpression | ts.TypeAssertion, scope: TransferScope): readonly Transfer[] {
  if (ts.isTypeReferenceNode(node.type) && node.type.getText() === "const") return [];
  return hidden(node.expression, typeOf(node.type, scope), "is cast to a type that does not show its class", scope);
}

function returnTransfers(expression: ts.Expression, from: ts.Node, scope: TransferScope): readonly Transfer[] {
  const owner = ts.findAncestor(from, ts.isFunctionLike);
  return owner?.type ? hidden(expression, typeOf(owner.type, scope), "is returned as another type", scope) : [];
}

function computedTransfers(node: ts.ElementAccessExpression, scope: TransferScope): readonly Transfer[] {
  if (ts.isStringLiteralLike(node.argumentExpression)) return [];
  return hidden(node.expression, typeOf(node, scope), "is accessed by a computed name", scope);
}

function directTransfers(expression: ts.Expression, reason: string, scope: TransferScope): readonly Transfer[] {
  const found = scope.reach.classOf(typeOf(expression, scope));
  if (!found || !scope.reach.of(typeOf(expression, scope)).has(found)) return [];
  return [{ class: found, reason, node: expression }];
}

function restTransfers(pattern: ts.ObjectBindingPattern, scope: TransferScope): readonly Transfer[] {
  const type = typeOf(pattern, scope);
  const found = scope.reach.classOf(type);
  if (!found || !scope.reach.of(type).has(found)) return [];
  return [{ class: found, reason: "is destructured with a rest", node: pattern }];
}
