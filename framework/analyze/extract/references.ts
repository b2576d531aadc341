import { ts } from "ts-morph";
import { functionOf, hasBody, unwrap } from "./functions.ts";
import { isPrimitive } from "./heritage.ts";
import { isConst, isOfModule, isStatic, keyOf, returnKey } from "./keys.ts";
import { declarationOf } from "./names.ts";
import { note, noteAll, type Walk } from "./notes.ts";
import type { Position } from "./positions.ts";
import { isViewed, mayBeResource, nameKey, viewKey } from "./views.ts";

/** Notes what the naming of a declaration means: what may run now, and where the value goes if it may be a resource. */
export function visitDeclared(node: ts.Expression, declaration: ts.Node, walk: Walk): void {
  const key = keyOf(declaration, walk.program);
  if (ts.isClassDeclaration(declaration)) return visitClassName(node, declaration, walk);
  referTo(declaration, walk);
  const named = functionOf(declaration);
  if (named && hasBody(named) && !isCalled(node)) noteHandedOn(node, named, walk);
  if (ts.isAccessor(declaration)) noteAll(`${key}()`, node, walk);
  else if (mayHold(declaration)) noteAll(key, node, walk);
}

/** Notes that a declaration is named: its code may run. */
export function referTo(declaration: ts.Node, walk: Walk): void {
  if (ts.isClassDeclaration(declaration)) {
    const key = keyOf(declaration, walk.program);
    walk.references.add(key);
    walk.constructs.push({ key, new: false, at: walk.program.locate(declaration.name ?? declaration) });
  } else if (ts.isClassElement(declaration) && ts.isClassDeclaration(declaration.parent)) {
    referToMember(declaration, walk);
  } else if (ts.isFunctionDeclaration(declaration) && ts.isSourceFile(declaration.parent)) {
    walk.references.add(keyOf(declaration, walk.program));
  } else refer(declaration, walk);
}

/** Notes that a member is named where the class of its object is not known. */
export function visitName(name: string, node: ts.Expression, walk: Walk): void {
  walk.references.add(nameKey(name));
  noteAll(nameKey(name), node, walk);
}

/** The same, where a type of the project says which members there are. */
export function visitViewed(name: string, { node, declaration }: Viewed, walk: Walk): void {
  if (!isViewed(declaration)) return;
  walk.references.add(viewKey(name));
  if (mayBeResource(declaration, walk)) noteAll(nameKey(name), node, walk);
}

interface Viewed {
  readonly node: ts.Expression;
  readonly declaration: ts.Node;
}

/** A module that is handed on as a value: everything that it exports may run. */
export function referToModule(file: ts.SourceFile, walk: Walk): void {
  const { checker } = walk.program;
  const module = checker.getSymbolAtLocation(file);
  for (const exported of module ? checker.getExportsOfModule(module) : []) {
    const declaration = declarationOf(settled(exported, checker));
    if (declaration && !ts.isInterfaceDeclaration(declaration) && !ts.isTypeAliasDeclaration(declaration)) {
      referTo(ts.isExportAssignment(declaration) ? declaration.expression : declaration, walk);
    }
  }
}

/** What an imported or re-exported symbol stands for. */
export function settled(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Whoever gets a function may get what it returns. */
function noteHandedOn(node: ts.Expression, named: ts.FunctionLikeDeclaration, walk: Walk): void {
  if (ts.isAccessor(named) || ts.isConstructorDeclaration(named) || isPrimitive(named.type)) return;
  const position: Position = { type: "loss", reason: "is returned by a function that is handed on", as: [] };
  note({ on: returnKey(named, walk.program), position, node }, walk);
}

function isCalled(node: ts.Expression): boolean {
  let callee: ts.Node = node;
  while (ts.isParenthesizedExpression(callee.parent) || ts.isNonNullExpression(callee.parent)) callee = callee.parent;
  return ts.isCallExpression(callee.parent) && callee.parent.expression === callee;
}

function referToMember(member: ts.ClassElement, walk: Walk): void {
  walk.references.add(keyOf(member, walk.program));
  if (isStatic(member)) walk.references.add(keyOf(member.parent, walk.program));
}

/** A declaration inside of a const of a module, a default export or another statement is reached with it. */
function refer(declaration: ts.Node, walk: Walk): void {
  const statement = ts.findAncestor(declaration, (node) => node.parent !== undefined && ts.isSourceFile(node.parent));
  const variable = ts.findAncestor(declaration, (node) => ts.isVariableDeclaration(node) && isOfModule(node));
  const owner = variable ?? (statement && ts.isExportAssignment(statement) ? statement.expression : statement);
  if (owner) walk.references.add(keyOf(owner, walk.program));
}

function visitClassName(node: ts.Expression, declaration: ts.ClassDeclaration, walk: Walk): void {
  const { parent } = node;
  const key = keyOf(declaration, walk.program);
  walk.references.add(key);
  const isStaticAccess = ts.isPropertyAccessExpression(parent) && parent.name.text !== "prototype";
  const isCheck = ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword;
  const isNew = ts.isNewExpression(parent) && parent.expression === node;
  if (!isStaticAccess && !isCheck) walk.constructs.push({ key, new: isNew, at: walk.program.locate(node) });
}

/** Whether what a declaration names could be a resource at all, as far as its form tells. */
function mayHold(node: ts.Node): boolean {
  if (ts.isBindingElement(node)) return true;
  if (ts.isParameter(node)) return !isPrimitive(node.type);
  if (!(ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node)) || isPrimitive(node.type)) return false;
  if (!node.initializer || !isConst(node)) return true;
  const value = unwrap(node.initializer);
  const isStructure = ts.isObjectLiteralExpression(value) || ts.isArrayLiteralExpression(value);
  return !(isStructure || ts.isLiteralExpression(value) || functionOf(node));
}
