import { ts } from "ts-morph";
import type { Evaluator } from "../evaluate.ts";
import type { Construct, Mention, Unit } from "../facts.ts";
import { calleeOf, declaredAs, functionOf, hasBody, memberSymbol, unwrap } from "./callee.ts";
import { isConst, isOfModule, isStatic, keyOf, returnKey } from "./keys.ts";
import { type Position, positionsOf } from "./positions.ts";
import { isPrimitive } from "./heritage.ts";
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
  if (ts.isTypeNode(node) || node.kind === ts.SyntaxKind.Decorator) return;
  for (const { class: owner, reason, node: place } of transfersAt(node, walk)) {
    note({ on: keyOf(owner, walk.program), position: { type: "loss", reason, as: [] }, node: place }, walk);
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
  if (meaning.type === "declaration") visitDeclared(node, meaning.node, walk);
}

/** A member, of an object or of a module; several, where the object may be of several types. */
function visitMember(node: ts.PropertyAccessExpression | ts.ElementAccessExpression, walk: Walk): void {
  const members = memberSymbol(node, walk.program)?.declarations;
  const through = members ? undefined : declaredAs(node, walk);
  const declarations = members ?? (through ? [through] : []);
  const seen = new Set<string>();
  for (const declaration of declarations) {
    const key = keyOf(declaration, walk.program);
    if (seen.has(key) || walk.program.isLibrary(declaration)) continue;
    seen.add(key);
    visitDeclared(node, declaration, walk);
  }
}

/** Notes what the naming of a declaration means: what may run now, and where the value goes if it may be a resource. */
function visitDeclared(node: ts.Expression, declaration: ts.Node, walk: Walk): void {
  const key = keyOf(declaration, walk.program);
  if (ts.isClassDeclaration(declaration)) return visitClassName(node, declaration, walk);
  if (ts.isClassElement(declaration) && ts.isClassDeclaration(declaration.parent)) referToMember(declaration, walk);
  else if (ts.isFunctionDeclaration(declaration) && ts.isSourceFile(declaration.parent)) walk.references.add(key);
  else refer(declaration, walk);
  const named = functionOf(declaration);
  if (named && hasBody(named) && !isCalled(node)) noteHandedOn(node, named, walk);
  if (ts.isAccessor(declaration)) noteAll(`${key}()`, node, walk);
  else if (mayHold(declaration)) noteAll(key, node, walk);
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
  if (ts.isBindingElement(node) || ts.isShorthandPropertyAssignment(node)) return true;
  if (ts.isPropertyAssignment(node)) return !functionOf(node);
  if (ts.isParameter(node) || ts.isPropertySignature(node)) return !isPrimitive(node.type);
  if (!(ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node)) || isPrimitive(node.type)) return false;
  if (!node.initializer || !isConst(node)) return true;
  const value = unwrap(node.initializer);
  const isStructure = ts.isObjectLiteralExpression(value) || ts.isArrayLiteralExpression(value);
  return !(isStructure || ts.isLiteralExpression(value) || functionOf(node));
}

/** What a function of the project returns may be a resource. */
function visitCall(node: ts.CallExpression, walk: Walk): void {
  const callee = ts.isExpressionStatement(node.parent) ? undefined : calleeOf(node, walk);
  if (!callee || isPrimitive(callee.type) || walk.program.isLibrary(callee)) return;
  if (!hasBody(callee) || ts.isConstructorDeclaration(callee)) return;
  noteAll(returnKey(callee, walk.program), node, walk);
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
  if (ts.isClassElement(declaration) && ts.isClassDeclaration(declaration.parent)) referToMember(declaration, walk);
  if (ts.isMethodDeclaration(declaration)) return;
  const on = ts.isAccessor(declaration) ? `${key}()` : key;
  if (ts.isIdentifier(element.name)) {
    note({ on, position: { type: "flow", to: keyOf(element, walk.program), as: [] }, node: element.name }, walk);
  } else if (ts.isObjectBindingPattern(element.name)) {
    for (const part of element.name.elements) {
      const name = part.propertyName ?? part.name;
      const isKnown = ts.isIdentifier(name) && !part.dotDotDotToken;
      const position: Position = isKnown
        ? { type: "use", verb: name.text, node: name }
        : { type: "loss", reason: "is destructured in a way that hides what is taken", as: [] };
      note({ on, position, node: part }, walk);
    }
  }
}

function noteAll(on: string, node: ts.Expression, walk: Walk): void {
  for (const position of positionsOf(node, walk)) note({ on, position, node }, walk);
}

/** What happens to something at a place. */
interface Note {
  readonly on: string;
  readonly position: Position;
  readonly node: ts.Node;
}

function note({ on, position, node }: Note, walk: Walk): void {
  const deferred = walk.depth > 0;
  if (position.type === "use") {
    const argument = argumentOf(position.call, walk);
    const at = walk.program.locate(position.node);
    walk.mentions.push({
      type: "use",
      on,
      verb: position.verb,
      ...(argument !== undefined && { argument }),
      deferred,
      at,
    });
  } else {
    walk.mentions.push({ ...position, on, deferred, at: walk.program.locate(node) });
  }
}

function argumentOf(call: ts.CallExpression | undefined, walk: Walk): string | undefined {
  const first = call?.arguments[0];
  if (!first || !mayBeText(first, walk)) return undefined;
  const value = walk.evaluate(first);
  return value.type === "scalar" && typeof value.value === "string" ? value.value : undefined;
}

/** Spares the evaluation of what has the form of something else. */
function mayBeText(node: ts.Expression, walk: Walk): boolean {
  const value = unwrap(node);
  if (ts.isIdentifier(value)) {
    const meaning = walk.names.meaningOf(value);
    const initializer = meaning.type === "declaration" && isConst(meaning.node) ? meaning.node.initializer : undefined;
    return initializer !== undefined && (ts.isIdentifier(unwrap(initializer)) || mayBeText(initializer, walk));
  }
  const isText = ts.isStringLiteralLike(value) || ts.isTemplateExpression(value) || ts.isBinaryExpression(value);
  return isText || ts.isPropertyAccessExpression(value) || ts.isElementAccessExpression(value);
}
