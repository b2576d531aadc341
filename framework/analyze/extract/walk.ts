import { ts } from "ts-morph";
import type { Evaluator } from "../evaluate.ts";
import type { Construct, Mention, Unit } from "../facts.ts";
import { calleeOf, declaredAs, functionOf, memberSymbol, unwrap } from "./callee.ts";
import { isOfModule, isStatic, keyOf, returnKey } from "./keys.ts";
import { type Position, positionsOf } from "./positions.ts";
import { isPrimitive } from "./reach.ts";
import { type TransferScope, transfersAt } from "./transfers.ts";

/** What a walk through code needs. */
export interface WalkScope extends TransferScope {
  readonly evaluate: Evaluator;
}

/** A walk through one unit, and what it has found so far. */
interface Walk extends WalkScope {
  readonly references: Set<string>;
  readonly constructs: Construct[];
  readonly mentions: Mention[];
  /** How many functions inside of the unit's own the walk stands in. */
  depth: number;
}

/** Walks through the code of a unit and notes what it refers to and what happens to everything it names. */
export function walkUnit(key: string, roots: readonly ts.Node[], scope: WalkScope): Unit {
  const walk: Walk = { ...scope, references: new Set(), constructs: [], mentions: [], depth: 0 };
  for (const root of roots) visitRoot(root, walk);
  return { key, references: [...walk.references], constructs: walk.constructs, mentions: walk.mentions };
}

/** The function that a unit is counts as its own level, the functions inside of it as deferred. */
function visitRoot(root: ts.Node, walk: Walk): void {
  walk.depth = ts.isFunctionLike(root) ? -1 : 0;
  visit(root, walk);
}

function visit(node: ts.Node, walk: Walk): void {
  if (ts.isTypeNode(node) || ts.isDecorator(node) || ts.isImportDeclaration(node)) return;
  for (const { class: owner, reason, node: place } of transfersAt(node, walk)) {
    note(keyOf(owner, walk.program), { type: "loss", reason, as: [] }, place, walk);
  }
  visitMention(node, walk);
  const isFunction = ts.isFunctionLike(node);
  if (isFunction) walk.depth += 1;
  ts.forEachChild(node, (child) => visit(child, walk));
  if (isFunction) walk.depth -= 1;
}

function visitMention(node: ts.Node, walk: Walk): void {
  if (ts.isIdentifier(node)) visitIdentifier(node, walk);
  else if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) visitMember(node, walk);
  else if (ts.isCallExpression(node)) visitCall(node, walk);
  else if (ts.isObjectBindingPattern(node)) visitPattern(node, walk);
}

/** Identifiers that name a value; the others are names of members, declarations and labels. */
function isMention(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  const parts = parent as { readonly name?: ts.Node; readonly propertyName?: ts.Node; readonly label?: ts.Node };
  return parts.name !== node && parts.propertyName !== node && parts.label !== node;
}

function visitIdentifier(node: ts.Identifier, walk: Walk): void {
  if (!isMention(node)) return;
  const meaning = walk.names.meaningOf(node);
  if (meaning.type !== "declaration") return;
  const { node: declaration } = meaning;
  if (ts.isClassDeclaration(declaration)) visitClassName(node, declaration, walk);
  else if (isUnit(declaration)) walk.references.add(keyOf(declaration, walk.program));
  else refer(declaration, walk);
  if (mayHold(declaration)) noteAll(keyOf(declaration, walk.program), node, walk);
}

/** Whether a declaration is a unit of its own, reached by its name. */
function isUnit(node: ts.Node): boolean {
  return ts.isFunctionDeclaration(node) && ts.isSourceFile(node.parent);
}

/** A declaration inside of a const of a module or of a default export is reached with it. */
function refer(declaration: ts.Node, walk: Walk): void {
  const owner = ts.findAncestor(declaration, (node) => ts.isSourceFile(node.parent ?? node));
  if (owner && ts.isExportAssignment(owner)) walk.references.add(keyOf(owner.expression, walk.program));
  const variable = ts.findAncestor(declaration, (node) => ts.isVariableDeclaration(node) && isOfModule(node));
  if (variable) walk.references.add(keyOf(variable, walk.program));
}

function visitClassName(node: ts.Identifier, declaration: ts.ClassDeclaration, walk: Walk): void {
  const { parent } = node;
  const key = keyOf(declaration, walk.program);
  walk.references.add(key);
  const isStaticAccess = ts.isPropertyAccessExpression(parent) && parent.name.text !== "prototype";
  const isCheck = ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword;
  const isNew = ts.isNewExpression(parent) && parent.expression === node;
  if (!isStaticAccess && !isCheck) walk.constructs.push({ key, new: isNew, at: walk.program.locate(node) });
}

/** Whether a variable or parameter could hold a resource at all. */
function mayHold(node: ts.Node): boolean {
  if (ts.isBindingElement(node)) return true;
  if (ts.isParameter(node)) return !isPrimitive(node.type);
  if (!ts.isVariableDeclaration(node) || isPrimitive(node.type) || functionOf(node)) return false;
  if (!node.initializer) return true;
  const value = unwrap(node.initializer);
  return !(ts.isLiteralExpression(value) || ts.isObjectLiteralExpression(value) || ts.isArrayLiteralExpression(value));
}

function visitMember(node: ts.PropertyAccessExpression | ts.ElementAccessExpression, walk: Walk): void {
  const symbol = memberSymbol(node, walk.program);
  const seen = new Set<string>();
  for (const declaration of symbol?.declarations ?? []) {
    if (walk.program.isLibrary(declaration)) continue;
    const key = keyOf(declaration, walk.program);
    if (!seen.has(key)) visitMemberDeclaration(node, declaration, walk);
    seen.add(key);
  }
  if (!symbol) visitThroughModule(node, walk);
}

/** `module.name` of a namespace import. */
function visitThroughModule(node: ts.Expression, walk: Walk): void {
  const declaration = declaredAs(node, walk);
  if (!declaration || ts.isClassElement(declaration)) return;
  if (ts.isClassDeclaration(declaration)) {
    const isNew = ts.isNewExpression(node.parent) && node.parent.expression === node;
    walk.constructs.push({ key: keyOf(declaration, walk.program), new: isNew, at: walk.program.locate(node) });
  }
  if (isUnit(declaration)) walk.references.add(keyOf(declaration, walk.program));
  else refer(declaration, walk);
}

function visitMemberDeclaration(node: ts.Expression, declaration: ts.Declaration, walk: Walk): void {
  const key = keyOf(declaration, walk.program);
  if (ts.isClassElement(declaration)) {
    walk.references.add(key);
    if (isStatic(declaration) && ts.isClassDeclaration(declaration.parent)) walk.references.add(keyOf(declaration.parent, walk.program));
    if (ts.isMethodDeclaration(declaration) || functionOf(declaration)) return;
    noteAll(ts.isAccessor(declaration) ? `${key}()` : key, node, walk);
  } else if (ts.isMethodDeclaration(declaration)) {
    refer(declaration, walk);
  } else if ("type" in declaration ? !isPrimitive(declaration.type as ts.TypeNode | undefined) : true) {
    refer(declaration, walk);
    noteAll(key, node, walk);
  }
}

/** What a function of the project returns may be a resource. */
function visitCall(node: ts.CallExpression, walk: Walk): void {
  const callee = ts.isExpressionStatement(node.parent) ? undefined : calleeOf(node, walk);
  if (!callee || isPrimitive(callee.type) || walk.program.isLibrary(callee)) return;
  if (!("body" in callee) || ts.isConstructorDeclaration(callee)) return;
  noteAll(returnKey(callee as ts.FunctionLikeDeclaration, walk.program), node, walk);
}

/** `const { incoming } = this`: the pattern names members of the object. */
function visitPattern(pattern: ts.ObjectBindingPattern, walk: Walk): void {
  const { checker } = walk.program;
  const type = checker.getTypeAtLocation(pattern);
  for (const element of pattern.elements) {
    const name = element.propertyName ?? element.name;
    if (element.dotDotDotToken || !(ts.isIdentifier(name) || ts.isStringLiteralLike(name))) continue;
    const declarations = checker.getPropertyOfType(type, name.text)?.declarations ?? [];
    for (const declaration of declarations) {
      if (!walk.program.isLibrary(declaration)) visitElement(element, declaration, walk);
    }
  }
}

function visitElement(element: ts.BindingElement, declaration: ts.Declaration, walk: Walk): void {
  const key = keyOf(declaration, walk.program);
  if (ts.isClassElement(declaration)) walk.references.add(key);
  if (ts.isMethodDeclaration(declaration)) return;
  const on = ts.isAccessor(declaration) ? `${key}()` : key;
  if (ts.isIdentifier(element.name)) {
    note(on, { type: "flow", to: keyOf(element, walk.program), as: [] }, element.name, walk);
  } else if (ts.isObjectBindingPattern(element.name)) {
    for (const part of element.name.elements) {
      const name = part.propertyName ?? part.name;
      const isKnown = ts.isIdentifier(name) && !part.dotDotDotToken;
      const position: Position = isKnown
        ? { type: "use", verb: name.text, node: name }
        : { type: "loss", reason: "is destructured in a way that hides what is taken", as: [] };
      note(on, position, part, walk);
    }
  }
}

function noteAll(on: string, node: ts.Expression, walk: Walk): void {
  for (const position of positionsOf(node, walk)) note(on, position, node, walk);
}

function note(on: string, position: Position, node: ts.Node, walk: Walk): void {
  const deferred = walk.depth > 0;
  if (position.type === "use") {
    const argument = argumentOf(position.call, walk);
    const at = walk.program.locate(position.node);
    walk.mentions.push({ type: "use", on, verb: position.verb, ...(argument !== undefined && { argument }), deferred, at });
  } else {
    walk.mentions.push({ ...position, on, deferred, at: walk.program.locate(node) });
  }
}

function argumentOf(call: ts.CallExpression | undefined, { evaluate }: Walk): string | undefined {
  const first = call?.arguments[0];
  if (!first || ts.isObjectLiteralExpression(first) || ts.isSpreadElement(first)) return undefined;
  const value = evaluate(first);
  return value.type === "scalar" && typeof value.value === "string" ? value.value : undefined;
}
