import { ts } from "ts-morph";
import { calleeOf, type CallScope, declaredAs, isAny, isDeclaredAny, isForeign, memberSymbol } from "./callee.ts";
import { isPrimitive } from "./heritage.ts";
import { isConst } from "./keys.ts";
import { literalOf } from "./members.ts";
import type { Classes, Reach } from "./reach.ts";

/** What is needed to tell which classes a value gives access to. */
export interface GivenScope extends CallScope {
  readonly reach: Reach;
}

const nothing: Classes = new Set();

/**
 * The classes that the value of an expression gives access to. The form of the expression decides as far as it can:
 * asking the checker for the type of everything would double the time of the analysis.
 */
export function givenBy(node: ts.Expression, scope: GivenScope): Classes {
  if (ts.isLiteralExpression(node)) return nothing;
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return givenByFunction(node, scope);
  if (ts.isIdentifier(node)) return givenByName(node, scope);
  if (ts.isPropertyAccessExpression(node)) return givenByMember(node, scope);
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) return givenByCall(node, scope);
  if (node.kind === ts.SyntaxKind.ThisKeyword) return givenByThis(node, scope);
  if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) return givenByCast(node, scope);
  if (isWrapper(node)) return givenBy(node.expression, scope);
  const isOpaque =
    ts.isElementAccessExpression(node) || ts.isTaggedTemplateExpression(node) || ts.isYieldExpression(node);
  return isOpaque ? scope.reach.of(scope.program.checker.getTypeAtLocation(node)) : merge(partsOf(node), scope);
}

function isWrapper(node: ts.Node): node is ts.ParenthesizedExpression | ts.AwaitExpression | ts.SpreadElement {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isSpreadElement(node)
  );
}

/** The parts of an expression whose values its own value may be or hold. */
function partsOf(node: ts.Node): readonly ts.Expression[] {
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse];
  if (ts.isBinaryExpression(node)) return isArithmetic(node) ? [] : [node.left, node.right];
  if (ts.isArrayLiteralExpression(node)) return node.elements;
  if (!ts.isObjectLiteralExpression(node)) return [];
  return node.properties.flatMap((property) => {
    if (ts.isPropertyAssignment(property)) return [property.initializer];
    if (ts.isShorthandPropertyAssignment(property)) return [property.name];
    if (ts.isMethodDeclaration(property)) return resultsOf(property);
    return ts.isSpreadAssignment(property) ? [property.expression] : [];
  });
}

function isArithmetic({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  const logical = kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken;
  const passing = kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.CommaToken;
  return !logical && !passing && (kind < ts.SyntaxKind.FirstAssignment || kind > ts.SyntaxKind.LastAssignment);
}

function merge(parts: readonly ts.Expression[], scope: GivenScope): Classes {
  const found = parts.map((part) => givenBy(part, scope)).filter(({ size }) => size > 0);
  return found.length < 2 ? (found[0] ?? nothing) : new Set(found.flatMap((classes) => [...classes]));
}

/** What a cast hides is reported where it is cast. */
function givenByCast({ expression, type }: ts.AsExpression | ts.TypeAssertion, scope: GivenScope): Classes {
  return ts.isConstTypeReference(type)
    ? givenBy(expression, scope)
    : scope.reach.of(scope.program.checker.getTypeAtLocation(type));
}

/** Whoever gets a function gets what it returns. */
function givenByFunction(node: ts.ArrowFunction | ts.FunctionExpression, scope: GivenScope): Classes {
  if (node.type) return scope.reach.of(scope.program.checker.getTypeAtLocation(node.type));
  return merge(resultsOf(node), scope);
}

/** The expressions that a function may return. */
function resultsOf({
  body,
}: ts.ArrowFunction | ts.FunctionExpression | ts.MethodDeclaration): readonly ts.Expression[] {
  if (!body) return [];
  if (!ts.isBlock(body)) return [body];
  const found: ts.Expression[] = [];
  const search = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    if (!ts.isFunctionLike(node) && !ts.isClassLike(node)) ts.forEachChild(node, search);
  };
  search(body);
  return found;
}

/** `this` counts whatever its class holds: a subclass may hold more. */
function givenByThis(node: ts.Expression, { program, reach }: GivenScope): Classes {
  const type = program.checker.getTypeAtLocation(node);
  const own = reach.classOf(type);
  return own ? new Set([...reach.of(type), own]) : reach.of(type);
}

/** The type that a name is declared with: where it is narrowed, it was wider before. */
function givenByName(node: ts.Identifier, scope: GivenScope): Classes {
  const meaning = scope.names.meaningOf(node);
  if (meaning.type !== "declaration") return nothing;
  const { node: declaration } = meaning;
  const isVariable = ts.isVariableDeclaration(declaration) || ts.isParameter(declaration);
  if (!isVariable && !ts.isBindingElement(declaration) && !ts.isFunctionDeclaration(declaration)) return nothing;
  if (isVariable && isPrimitive(declaration.type)) return nothing;
  if (isDeclaredAny(declaration, scope)) return nothing;
  const literal = isConst(declaration) ? literalOf(declaration) : undefined;
  if (literal && holdsNothing(literal, scope)) return nothing;
  return scope.reach.of(scope.program.checker.getTypeAtLocation(declaration));
}

/** Whether all that an expression is made of are texts, numbers and what packages return. */
function holdsNothing(node: ts.Expression, scope: GivenScope): boolean {
  if (ts.isLiteralExpression(node) || ts.isTemplateExpression(node)) return true;
  if (!ts.isObjectLiteralExpression(node)) return isAny(node, scope);
  return node.properties.every((property) => {
    if (ts.isShorthandPropertyAssignment(property)) return isAny(property.name, scope);
    return ts.isPropertyAssignment(property) && holdsNothing(property.initializer, scope);
  });
}

function givenByMember(node: ts.PropertyAccessExpression, scope: GivenScope): Classes {
  const symbol = memberSymbol(node, scope);
  return symbol ? scope.reach.of(scope.program.checker.getTypeOfSymbol(symbol)) : nothing;
}

/** What a package's function returns has no type here; what goes into one is reported there. */
function givenByCall(node: ts.CallExpression | ts.NewExpression, scope: GivenScope): Classes {
  if (isForeign(node.expression, scope)) return nothing;
  const callee = ts.isCallExpression(node) ? calleeOf(node, scope) : undefined;
  if ((callee && isPrimitive(callee.type)) || isAny(node, scope)) return nothing;
  const made = ts.isNewExpression(node) ? declaredAs(node.expression, scope) : undefined;
  const isPlain = made && ts.isClassDeclaration(made) && !made.typeParameters;
  return scope.reach.of(scope.program.checker.getTypeAtLocation(isPlain ? made : node));
}
