import { ts } from "ts-morph";
import { isTransparent } from "../evaluate.ts";
import { baseClass, constructorOf } from "./heritage.ts";
import { isConst } from "./keys.ts";
import { declarationOf, type Names } from "./names.ts";
import type { Program } from "./program.ts";

/** Something that can be called: with a body in the project, or only a type that says how it is called. */
export type Callee = ts.SignatureDeclaration;

/** What calls are resolved with. */
export interface CallScope {
  readonly program: Program;
  readonly names: Names;
}

const callees = new WeakMap<ts.Node, { readonly callee: Callee | undefined }>();

/** The function that a call runs, as far as the project's sources tell. */
export function calleeOf(call: ts.CallExpression | ts.NewExpression, scope: CallScope): Callee | undefined {
  const known = callees.get(call);
  if (known) return known.callee;
  const callee = findCallee(call, scope);
  callees.set(call, { callee });
  return callee;
}

function findCallee(call: ts.CallExpression | ts.NewExpression, scope: CallScope): Callee | undefined {
  const target = unwrap(call.expression);
  if (target.kind === ts.SyntaxKind.SuperKeyword) return superConstructor(call, scope);
  if (ts.isArrowFunction(target) || ts.isFunctionExpression(target)) return target;
  if (isForeign(target, scope)) return undefined;
  const declaration = declaredAs(target, scope);
  if (!declaration) return undefined;
  if (ts.isClassDeclaration(declaration)) return constructorOrInherited(declaration, scope);
  const mayChange = ts.isVariableDeclaration(declaration) && !isConst(declaration);
  return mayChange ? undefined : (functionOf(declaration) ?? resolvedSignature(call, scope));
}

/** What an expression names, if it is declared in the project. */
export function declaredAs(target: ts.Expression, { program, names }: CallScope): ts.Node | undefined {
  if (ts.isIdentifier(target)) {
    const meaning = names.meaningOf(target);
    return meaning.type === "declaration" ? meaning.node : undefined;
  }
  if (ts.isPropertyAccessExpression(target)) {
    const meaning = names.meaningOf(target);
    if (meaning.type === "declaration") return meaning.node;
  }
  const symbol = memberSymbol(target, program);
  return symbol && declarationOf(symbol);
}

const members = new WeakMap<ts.Node, { readonly symbol: ts.Symbol | undefined }>();

/** The symbol of the member that `object.name` or `object["name"]` means. */
export function memberSymbol(node: ts.Node, { checker }: Program): ts.Symbol | undefined {
  const known = members.get(node);
  if (known) return known.symbol;
  const symbol = findMember(node, checker);
  members.set(node, { symbol });
  return symbol;
}

function findMember(node: ts.Node, checker: ts.TypeChecker): ts.Symbol | undefined {
  if (ts.isPropertyAccessExpression(node)) return checker.getSymbolAtLocation(node.name);
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
    return checker.getSymbolAtLocation(node.argumentExpression);
  }
  return undefined;
}

/** Whether a callee has a body, or could have one: not so where only a type says how it is called. */
export function hasBody(callee: Callee): callee is ts.FunctionLikeDeclaration {
  return "body" in callee;
}

/** The function that a declaration is, or that it gives a name to. */
export function functionOf(node: ts.Node): Callee | undefined {
  if (ts.isFunctionLike(node)) return node;
  if (ts.isPropertySignature(node) || ts.isParameter(node)) return node.type && functionType(node.type);
  const hasValue = isConst(node) || ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node);
  if (!hasValue || !node.initializer) return undefined;
  const value = unwrap(node.initializer);
  return ts.isArrowFunction(value) || ts.isFunctionExpression(value) ? value : undefined;
}

/** Whether nothing runs when an expression is evaluated: it makes functions, and objects and arrays of them. */
export function onlyMakesFunctions(node: ts.Expression): boolean {
  const value = unwrap(node);
  if (ts.isArrowFunction(value) || ts.isFunctionExpression(value) || ts.isLiteralExpression(value)) return true;
  if (ts.isArrayLiteralExpression(value)) return value.elements.every(onlyMakesFunctions);
  if (!ts.isObjectLiteralExpression(value)) return false;
  return value.properties.every((property) => {
    if (property.name && ts.isComputedPropertyName(property.name)) return false;
    return ts.isPropertyAssignment(property) ? onlyMakesFunctions(property.initializer) : ts.isFunctionLike(property);
  });
}

function functionType(node: ts.TypeNode): Callee | undefined {
  const inner = ts.isParenthesizedTypeNode(node) ? node.type : node;
  return ts.isFunctionTypeNode(inner) ? inner : undefined;
}

/** What the checker finds where no name leads to the function: a function that another one returned, say. */
function resolvedSignature(call: ts.CallExpression | ts.NewExpression, { program }: CallScope): Callee | undefined {
  const declaration = program.checker.getResolvedSignature(call)?.declaration;
  return declaration && ts.isFunctionLike(declaration) && !ts.isJSDocSignature(declaration) ? declaration : undefined;
}

function constructorOrInherited(node: ts.ClassLikeDeclaration, scope: CallScope): Callee | undefined {
  const seen = new Set<ts.Node>();
  for (let current: ts.ClassLikeDeclaration | undefined = node; current && !seen.has(current);) {
    seen.add(current);
    const found = constructorOf(current);
    if (found) return found;
    current = baseClass(current, scope);
  }
  return undefined;
}

function superConstructor(call: ts.Node, scope: CallScope): Callee | undefined {
  const owner = ts.findAncestor(call, ts.isClassLike);
  const base = owner && baseClass(owner, scope);
  return base && constructorOrInherited(base, scope);
}

/** The expression inside of parentheses, casts and `!`. */
export function unwrap(node: ts.Expression): ts.Expression {
  let current = node;
  while (isTransparent(current)) current = current.expression;
  return current;
}

/** Whether an expression starts at a package or at a global: nothing in it has a type here. */
export function isForeign(node: ts.Expression, scope: CallScope): boolean {
  const inner = unwrap(node);
  if (ts.isIdentifier(inner)) return ["external", "unresolved"].includes(scope.names.meaningOf(inner).type);
  const isChain =
    ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner) || ts.isCallExpression(inner);
  return (isChain || ts.isAwaitExpression(inner)) && isForeign(inner.expression, scope);
}

/** Whether a part of a template is handed to the template's function and not turned into text. */
export function isTagged(span: ts.TemplateSpan): boolean {
  return ts.isTaggedTemplateExpression(span.parent.parent);
}

/** Whether a call binds what it is called on to its first argument: `method.bind(this)`. */
export function bindsReceiver(call: ts.CallExpression | ts.NewExpression): ts.Expression | undefined {
  const target = unwrap(call.expression);
  const binds = ts.isPropertyAccessExpression(target) && ["bind", "call", "apply"].includes(target.name.text);
  return binds ? target.expression : undefined;
}
