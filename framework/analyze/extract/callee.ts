/**
 * What the code names and calls, as far as the project's sources tell. Most of it has the type `any`, because it comes
 * out of a package or a global, and the checker takes long to say so: it is asked only where syntax cannot tell.
 */
import { ts } from "ts-morph";
import { type Callee, functionOf, unwrap } from "./functions.ts";
import { baseClass, constructorOf, isNamed } from "./heritage.ts";
import { isConst } from "./keys.ts";
import { literalMember, ownMember } from "./members.ts";
import { declarationOf, type Names } from "./names.ts";
import type { Program } from "./program.ts";

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
export function declaredAs(target: ts.Expression, scope: CallScope): ts.Node | undefined {
  const { names } = scope;
  if (ts.isIdentifier(target)) {
    const meaning = names.meaningOf(target);
    return meaning.type === "declaration" ? meaning.node : undefined;
  }
  if (ts.isPropertyAccessExpression(target)) {
    const meaning = names.meaningOf(target);
    if (meaning.type === "declaration") return meaning.node;
  }
  const symbol = memberSymbol(target, scope);
  return symbol && declarationOf(symbol);
}

const members = new WeakMap<ts.Node, { readonly symbol: ts.Symbol | undefined }>();

/** The symbol of the member that `object.name` or `object["name"]` means. */
export function memberSymbol(node: ts.Node, scope: CallScope): ts.Symbol | undefined {
  const remembered = members.get(node);
  if (remembered) return remembered.symbol;
  const symbol = findMember(node, scope);
  members.set(node, { symbol });
  return symbol;
}

function findMember(node: ts.Node, scope: CallScope): ts.Symbol | undefined {
  const { checker } = scope.program;
  if (ts.isPropertyAccessExpression(node)) {
    if (isAny(node.expression, scope) || isNoArrayMember(node, scope)) return undefined;
    const own = ownMember(node, scope.program) ?? literalMember(node, scope);
    return checker.getSymbolAtLocation(own?.name ?? node.name);
  }
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
    return checker.getSymbolAtLocation(node.argumentExpression);
  }
  return undefined;
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

/** Whether an expression starts at a package or at a global: nothing in it has a type here. */
export function isForeign(node: ts.Expression, scope: CallScope): boolean {
  const inner = unwrap(node);
  if (ts.isIdentifier(inner)) return ["external", "unresolved"].includes(scope.names.meaningOf(inner).type);
  const isChain =
    ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner) || ts.isCallExpression(inner);
  return (isChain || ts.isAwaitExpression(inner)) && isForeign(inner.expression, scope);
}

const answers = new WeakMap<ts.Node, boolean>();

/** Whether an expression surely is of the type `any` or `unknown`. */
export function isAny(node: ts.Expression, scope: CallScope): boolean {
  return answer(node, () => !mayBeNarrowed(node, scope.program) && findAny(node, scope));
}

/** Whether what a declaration names surely is of the type `any` or `unknown`, as long as nothing narrows it. */
export function isDeclaredAny(declaration: ts.Node, scope: CallScope): boolean {
  return answer(declaration, () => findDeclaredAny(declaration, scope));
}

/** Declarations may refer to one another in a circle. */
function answer(node: ts.Node, find: () => boolean): boolean {
  const known = answers.get(node);
  if (known !== undefined) return known;
  answers.set(node, false);
  const found = find();
  answers.set(node, found);
  return found;
}

function findAny(node: ts.Expression, scope: CallScope): boolean {
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isSatisfiesExpression(node)) {
    return isAny(node.expression, scope);
  }
  if (ts.isIdentifier(node)) {
    const meaning = scope.names.meaningOf(node);
    if (meaning.type === "declaration") return isDeclaredAny(meaning.node, scope);
    return isForeign(node, scope) && !typed.has(node.text);
  }
  if (ts.isAwaitExpression(node)) return isAwaitedAny(node.expression, scope);
  if (ts.isCallExpression(node)) {
    const type = onlyTypeOf(node, scope);
    return type ? isTypeAny(type, scope) : isAny(node.expression, scope);
  }
  if (ts.isNewExpression(node)) return isAny(node.expression, scope);
  if (!ts.isPropertyAccessExpression(node)) return false;
  if (isAny(node.expression, scope) || isNoArrayMember(node, scope)) return true;
  const member = declaredAs(node, scope);
  return member !== undefined && isDeclaredAny(member, scope);
}

/** `[…].join`, of which the stand-in for the library knows nothing. */
function isNoArrayMember({ expression, name }: ts.PropertyAccessExpression, { program }: CallScope): boolean {
  return ts.isArrayLiteralExpression(expression) && !program.hasArrayMember(name.text);
}

/** Globals that have a type nevertheless. */
const typed: ReadonlySet<string> = new Set(["globalThis", "undefined", "arguments"]);

function isAwaitedAny(node: ts.Expression, scope: CallScope): boolean {
  const type = ts.isCallExpression(node) ? onlyTypeOf(node, scope) : undefined;
  const inner = type && ts.isTypeReferenceNode(type) && isNamed(type.typeName, "Promise") && type.typeArguments?.[0];
  return inner ? isTypeAny(inner, scope) : isAny(node, scope);
}

/** The type that a called function is declared to return; overloads have several. */
function onlyTypeOf(call: ts.CallExpression, scope: CallScope): ts.TypeNode | undefined {
  const callee = calleeOf(call, scope);
  if (!callee?.type || !callee.name) return undefined;
  const symbol = scope.program.checker.getSymbolAtLocation(callee.name);
  return symbol?.declarations?.length === 1 ? callee.type : undefined;
}

function findDeclaredAny(node: ts.Node, scope: CallScope): boolean {
  if (ts.isBindingElement(node)) {
    return !node.initializer && !node.dotDotDotToken && isDeclaredAny(node.parent.parent, scope);
  }
  if (ts.isParameter(node)) {
    if (node.type) return !node.dotDotDotToken && isTypeAny(node.type, scope);
    return !node.initializer && !node.dotDotDotToken && isGivenAny(node.parent, scope);
  }
  if (ts.isPropertyDeclaration(node) || ts.isPropertySignature(node) || ts.isGetAccessor(node)) {
    return node.type !== undefined && isTypeAny(node.type, scope);
  }
  if (!ts.isVariableDeclaration(node)) return false;
  if (node.type) return isTypeAny(node.type, scope);
  return node.initializer ? isAny(node.initializer, scope) : ts.isCatchClause(node.parent);
}

/** A function that is handed to a function without a type gets no types for its parameters either. */
function isGivenAny(owner: ts.SignatureDeclaration, scope: CallScope): boolean {
  const isFunction = ts.isArrowFunction(owner) || ts.isFunctionExpression(owner);
  const { parent } = owner;
  return isFunction && ts.isCallExpression(parent) && parent.expression !== owner && isAny(parent.expression, scope);
}

/** Whether a type is one of a package's, or made with one that takes in all others. */
function isTypeAny(type: ts.TypeNode, scope: CallScope): boolean {
  if (ts.isUnionTypeNode(type)) return type.types.some((part) => isTypeAny(part, scope));
  if (!ts.isTypeReferenceNode(type)) return false;
  const { type: meaning } = scope.names.meaningOf(type.typeName);
  return meaning === "external" || meaning === "unresolved";
}

/** Whether `instanceof` or a function that tells types apart may give an expression another type than it is declared with. */
function mayBeNarrowed(node: ts.Expression, program: Program): boolean {
  if (ts.isIdentifier(node)) return program.narrowed(node).has(node.text);
  return ts.isPropertyAccessExpression(node) && program.narrowed(node).has(node.name.text);
}
