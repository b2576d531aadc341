import { ts } from "ts-morph";
import { type CallScope, declaredAs } from "./callee.ts";
import { bindsReceiver, isTagged, unwrap } from "./functions.ts";
import { type GivenScope, givenBy } from "./given.ts";

/** A place where an object that may hold resources gets out of sight. */
export interface Transfer {
  readonly class: ts.ClassDeclaration;
  readonly reason: string;
  /** Whether a type of the project's still says which members the object has. */
  readonly named: boolean;
  readonly node: ts.Node;
}

/** What transfers are found with. */
export type TransferScope = GivenScope;

/**
 * The transfers that happen at a node itself, not inside of it: arguments, casts, assignments, returns, spreads and
 * computed members whose type no longer shows the class of the object.
 */
export function transfersAt(node: ts.Node, scope: TransferScope): readonly Transfer[] {
  if (!transferring.has(node.kind)) return none;
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) return callTransfers(node, scope);
  if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) return castTransfers(node, scope);
  if (ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node) || ts.isParameter(node)) {
    return declarationTransfers(node, scope);
  }
  if (ts.isBinaryExpression(node)) return assignmentTransfers(node, scope);
  if (ts.isThrowStatement(node) || ts.isYieldExpression(node)) return leavingTransfers(node.expression, scope);
  if (ts.isJsxExpression(node) || ts.isJsxSpreadAttribute(node)) return leavingTransfers(node.expression, scope);
  if (ts.isTemplateSpan(node)) return isTagged(node) ? leavingTransfers(node.expression, scope) : none;
  if (ts.isReturnStatement(node)) return returnTransfers(node.expression, node, scope);
  if (ts.isArrowFunction(node)) return returnTransfers(expressionBody(node), node.body, scope);
  if (ts.isElementAccessExpression(node)) return computedTransfers(node, scope);
  if (ts.isSpreadAssignment(node) || ts.isSpreadElement(node))
    return directTransfers(node.expression, "is spread", scope);
  return ts.isObjectBindingPattern(node) ? restTransfers(node, scope) : none;
}

const transferring: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.CallExpression,
  ts.SyntaxKind.NewExpression,
  ts.SyntaxKind.AsExpression,
  ts.SyntaxKind.TypeAssertionExpression,
  ts.SyntaxKind.VariableDeclaration,
  ts.SyntaxKind.PropertyDeclaration,
  ts.SyntaxKind.Parameter,
  ts.SyntaxKind.BinaryExpression,
  ts.SyntaxKind.ThrowStatement,
  ts.SyntaxKind.YieldExpression,
  ts.SyntaxKind.JsxExpression,
  ts.SyntaxKind.JsxSpreadAttribute,
  ts.SyntaxKind.TemplateSpan,
  ts.SyntaxKind.ReturnStatement,
  ts.SyntaxKind.ArrowFunction,
  ts.SyntaxKind.ElementAccessExpression,
  ts.SyntaxKind.SpreadAssignment,
  ts.SyntaxKind.SpreadElement,
  ts.SyntaxKind.ObjectBindingPattern,
]);

const none: readonly Transfer[] = [];

function expressionBody({ body }: ts.ArrowFunction): ts.Expression | undefined {
  return ts.isBlock(body) ? undefined : body;
}

function declarationTransfers(
  { type, initializer }: ts.VariableDeclaration | ts.PropertyDeclaration | ts.ParameterDeclaration,
  scope: TransferScope,
): readonly Transfer[] {
  return type && initializer
    ? hidden(initializer, { target: () => typeOf(type, scope), reason: "is kept as another type" }, scope)
    : none;
}

function leavingTransfers(expression: ts.Expression | undefined, scope: TransferScope): readonly Transfer[] {
  return expression
    ? hidden(expression, { target: () => undefined, reason: "goes to where its class is not known" }, scope)
    : none;
}

function assignmentTransfers(node: ts.BinaryExpression, scope: TransferScope): readonly Transfer[] {
  if (node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return none;
  const target = () => typeOf(node.left, scope);
  return hidden(node.right, { target, reason: "is assigned to something of another type" }, scope);
}

function typeOf(node: ts.Node, { program }: CallScope): ts.Type {
  return program.checker.getTypeAtLocation(node);
}

/** What an expression gives access to and the type of its target, asked for only then, does not show. */
function hidden(
  expression: ts.Expression,
  { target, reason }: { readonly target: () => ts.Type | undefined; readonly reason: string },
  scope: TransferScope,
): readonly Transfer[] {
  const given = givenBy(expression, scope);
  if (given.size === 0) return none;
  const { reach } = scope;
  const type = target();
  return reach
    .lost(given, type ? reach.of(type) : new Set())
    .map((lost) => ({ class: lost, reason, named: isOfProject(type, scope), node: expression }));
}

function isOfProject(type: ts.Type | undefined, { program }: CallScope): boolean {
  const declarations = type && type.flags & ts.TypeFlags.Object ? (type.symbol?.declarations ?? []) : [];
  return declarations.length > 0 && declarations.every((declaration) => !program.isLibrary(declaration));
}

function callTransfers(node: ts.CallExpression | ts.NewExpression, scope: TransferScope): readonly Transfer[] {
  return (node.arguments ?? []).flatMap((argument, index) => {
    if (index === 0 && keepsReceiver(node, scope)) return none;
    const target = () => parameterType(node, index, scope);
    return hidden(argument, { target, reason: "is passed to where its class is not known" }, scope);
  });
}

/** The type that a parameter is declared with in the project, or that a function of the library takes here. */
function parameterType(
  node: ts.CallExpression | ts.NewExpression,
  index: number,
  { program }: TransferScope,
): ts.Type | undefined {
  const { checker } = program;
  const signature = checker.getResolvedSignature(node);
  const declaration = signature?.declaration;
  const parameter = signature?.parameters[Math.min(index, signature.parameters.length - 1)];
  if (!declaration || !parameter) return undefined;
  if (program.isLibrary(declaration)) return checker.getTypeOfSymbolAtLocation(parameter, node);
  const declared = parameter.valueDeclaration;
  return declared ? checker.getTypeAtLocation(declared) : undefined;
}

/** `method.bind(this)`: a method keeps `this` in sight however it is called. */
function keepsReceiver(node: ts.CallExpression | ts.NewExpression, scope: CallScope): boolean {
  const receiver = bindsReceiver(node);
  const declaration = receiver && declaredAs(unwrap(receiver), scope);
  return declaration !== undefined && ts.isClassElement(declaration);
}

function castTransfers(node: ts.AsExpression | ts.TypeAssertion, scope: TransferScope): readonly Transfer[] {
  if (ts.isConstTypeReference(node.type)) return none;
  const target = () => typeOf(node.type, scope);
  return hidden(node.expression, { target, reason: "is cast to a type that does not show its class" }, scope);
}

function returnTransfers(
  expression: ts.Expression | undefined,
  from: ts.Node,
  scope: TransferScope,
): readonly Transfer[] {
  const type = expression && ts.findAncestor(from, ts.isFunctionLike)?.type;
  return type
    ? hidden(expression, { target: () => typeOf(type, scope), reason: "is returned as another type" }, scope)
    : none;
}

function computedTransfers(node: ts.ElementAccessExpression, scope: TransferScope): readonly Transfer[] {
  if (ts.isStringLiteralLike(node.argumentExpression)) return none;
  const target = () => typeOf(node, scope);
  return hidden(node.expression, { target, reason: "is accessed by a computed name" }, scope);
}

function directTransfers(expression: ts.Expression, reason: string, scope: TransferScope): readonly Transfer[] {
  const given = givenBy(expression, scope);
  const found = given.size > 0 ? scope.reach.classOf(typeOf(expression, scope)) : undefined;
  return found && given.has(found) ? [{ class: found, reason, named: false, node: expression }] : none;
}

function restTransfers(pattern: ts.ObjectBindingPattern, scope: TransferScope): readonly Transfer[] {
  if (!pattern.elements.some((element) => element.dotDotDotToken)) return none;
  const type = typeOf(pattern, scope);
  const found = scope.reach.classOf(type);
  return found && scope.reach.of(type).has(found)
    ? [{ class: found, reason: "is destructured with a rest", named: false, node: pattern }]
    : none;
}
