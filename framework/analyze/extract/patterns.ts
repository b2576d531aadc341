import { ts } from "ts-morph";
import { declaredAs, isDeclaredAny } from "./callee.ts";
import { keyOf } from "./keys.ts";
import { note, type Walk } from "./notes.ts";
import { type Position, patternPlace } from "./positions.ts";
import { referTo, settled } from "./references.ts";
import { isVagueView, isViewed, mayBeResource, nameKey, viewKey } from "./views.ts";

/** `const { incoming } = this`: the pattern names members of the object. */
export function visitPattern(pattern: ts.ObjectBindingPattern, walk: Walk): void {
  const { checker } = walk.program;
  if (isUntypedParameter(pattern.parent, walk)) return;
  const type = isDeclaredAny(pattern.parent, walk) ? checker.getAnyType() : checker.getTypeAtLocation(pattern);
  for (const element of pattern.elements) {
    if (element.dotDotDotToken) continue;
    const name = nameOf(element.propertyName ?? element.name);
    const symbol = name === undefined ? undefined : checker.getPropertyOfType(type, name);
    const declarations = symbol ? (settled(symbol, checker).declarations ?? []) : [];
    for (const declaration of declarations) {
      if (!walk.program.isLibrary(declaration)) visitElement(element, declaration, walk);
    }
    if (name === undefined) noteComputed(element, type, walk);
    else if (declarations.length === 0 && mayHide(pattern, type, walk)) noteName(name, element, walk);
    else if (declarations.some(isViewed)) {
      walk.references.add(viewKey(name));
      if (declarations.some((declaration) => isViewed(declaration) && mayBeResource(declaration, walk)))
        noteTaken(nameKey(name), element, walk);
    }
  }
}

/** `({ jobs: q } = this)`: an object literal that is assigned to, whatever the object on the other side is. */
export function visitAssignmentPattern(pattern: ts.ObjectLiteralExpression, walk: Walk): void {
  for (const property of pattern.properties) {
    const target = targetOf(property);
    const name = property.name && nameOf(property.name);
    if (!target || name === undefined) continue;
    walk.references.add(nameKey(name));
    const declaration = declaredAs(target, walk);
    const position: Position = declaration
      ? { type: "flow", to: keyOf(declaration, walk.program), as: [] }
      : { type: "loss", reason: "is assigned to something that cannot be followed", as: [] };
    note({ on: nameKey(name), position, node: property }, walk);
  }
}

/** Whether an object or array literal stands on the left of an assignment, or in one that does. */
export function isAssignedTo(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) {
    return parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && parent.left === node;
  }
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === node;
  const isPart = ts.isPropertyAssignment(parent) || ts.isArrayLiteralExpression(parent) || ts.isSpreadElement(parent);
  const isInside = isPart || ts.isObjectLiteralExpression(parent) || ts.isParenthesizedExpression(parent);
  return isInside && isAssignedTo(parent);
}

function targetOf(property: ts.ObjectLiteralElementLike): ts.Expression | undefined {
  if (ts.isShorthandPropertyAssignment(property)) return property.name;
  if (!ts.isPropertyAssignment(property)) return undefined;
  const { initializer } = property;
  return ts.isBinaryExpression(initializer) ? initializer.left : initializer;
}

function nameOf(name: ts.PropertyName | ts.BindingName): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) return name.text;
  if (!ts.isComputedPropertyName(name)) return undefined;
  return ts.isStringLiteralLike(name.expression) ? name.expression.text : undefined;
}

/** Whether a pattern is a parameter's, or inside of one, that has no other type than the pattern gives it. */
function isUntypedParameter(node: ts.Node, walk: Walk): boolean {
  let root = node;
  while (ts.isBindingElement(root)) root = root.parent.parent;
  return ts.isParameter(root) && !root.type && isDeclaredAny(root, walk);
}

/** Whether an object of the project may be what is taken apart, though its type says nothing. */
function mayHide(pattern: ts.ObjectBindingPattern, type: ts.Type, walk: Walk): boolean {
  if (!(type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown))) return false;
  const { initializer } = pattern.parent;
  return !initializer || isVagueView(initializer, walk);
}

function noteComputed(element: ts.BindingElement, type: ts.Type, walk: Walk): void {
  for (const owner of walk.reach.of(type)) {
    const position: Position = { type: "loss", reason: "is accessed by a computed name", as: [] };
    note({ on: keyOf(owner, walk.program), position, node: element }, walk);
  }
}

function noteName(name: string, element: ts.BindingElement, walk: Walk): void {
  walk.references.add(nameKey(name));
  noteTaken(nameKey(name), element, walk);
}

function visitElement(element: ts.BindingElement, declaration: ts.Declaration, walk: Walk): void {
  const key = keyOf(declaration, walk.program);
  if (!isViewed(declaration)) referTo(declaration, walk);
  if (ts.isMethodDeclaration(declaration)) return;
  noteTaken(ts.isAccessor(declaration) ? `${key}()` : key, element, walk);
}

function noteTaken(on: string, element: ts.BindingElement, walk: Walk): void {
  if (ts.isIdentifier(element.name)) {
    note({ on, position: { type: "flow", to: keyOf(element, walk.program), as: [] }, node: element.name }, walk);
  } else if (ts.isObjectBindingPattern(element.name)) {
    for (const position of patternPlace(element.name)) note({ on, position, node: element.name }, walk);
  }
}
