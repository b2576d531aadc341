import { ts } from "ts-morph";
import type { Mention, Unit } from "../facts.ts";
import { calleeOf, declaredAs, memberSymbol } from "./callee.ts";
import { hasBody } from "./functions.ts";
import { isPrimitive } from "./heritage.ts";
import { keyOf, returnKey } from "./keys.ts";
import { note, noteAll, type Noted, type Walk, type WalkScope } from "./notes.ts";
import { isAssignedTo, visitAssignmentPattern, visitPattern } from "./patterns.ts";
import type { Position } from "./positions.ts";
import { referToModule, visitDeclared, visitName, visitViewed } from "./references.ts";
import { transfersAt } from "./transfers.ts";
import { anyName, isVagueView } from "./views.ts";

/** Walks through the code of a unit and notes what it refers to and what happens to everything it names. */
export function walkUnit(key: string, roots: readonly ts.Node[], scope: WalkScope): Unit {
  const walk: Walk = { ...scope, references: new Set(), constructs: [], noted: [], depth: 0 };
  for (const root of roots) visitRoot(root, walk);
  return { key, references: [...walk.references], constructs: walk.constructs, mentions: mentionsOf(walk.noted) };
}

/** What is said of a local variable is left out where nothing that could be a resource ever comes to it. */
function mentionsOf(noted: readonly Noted[]): readonly Mention[] {
  const byKey = Map.groupBy(noted, ({ on }) => on);
  const found = new Map<Noted, readonly Mention[]>();
  const pending = [...byKey.keys()].filter((key) => !isLocal(key));
  const seen = new Set(pending);
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    for (const place of byKey.get(key) ?? []) {
      const mentions = place.mentions();
      found.set(place, mentions);
      for (const mention of mentions) {
        if (mention.type !== "flow" || seen.has(mention.to)) continue;
        seen.add(mention.to);
        pending.push(mention.to);
      }
    }
  }
  return noted.flatMap((place) => found.get(place) ?? []);
}

function isLocal(key: string): boolean {
  return /@\d+$/u.test(key);
}

/** The function that a unit is counts as its own level, the functions inside of it as deferred. */
function visitRoot(root: ts.Node, walk: Walk): void {
  walk.depth = ts.isFunctionLike(root) ? -1 : 0;
  visit(root, walk);
}

function visit(node: ts.Node, walk: Walk): void {
  if (ts.isTypeNode(node) || node.kind === ts.SyntaxKind.Decorator) return;
  for (const { class: owner, reason, named, node: place } of transfersAt(node, walk)) {
    const position: Position = { type: "loss", reason, as: [], ...(named && { named }) };
    note({ on: keyOf(owner, walk.program), position, node: place }, walk);
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
  else if (ts.isObjectLiteralExpression(node) && isAssignedTo(node)) visitAssignmentPattern(node, walk);
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
  if (node.text === "arguments") visitArguments(node, walk);
  const meaning = walk.names.meaningOf(node);
  if (meaning.type === "declaration") visitDeclared(node, meaning.node, walk);
  else if (meaning.type === "namespace" && !ts.isPropertyAccessExpression(node.parent))
    referToModule(meaning.file, walk);
}

/** `arguments` holds whatever the parameters do, and is not followed. */
function visitArguments(node: ts.Identifier, walk: Walk): void {
  const owner = ts.findAncestor(node, (at) => ts.isFunctionLike(at) && !ts.isArrowFunction(at)) as
    | ts.SignatureDeclaration
    | undefined;
  for (const parameter of owner?.parameters ?? []) {
    const given = [...walk.reach.of(walk.program.checker.getTypeAtLocation(parameter))];
    for (const declaration of [parameter, ...given]) {
      const position = { type: "loss", reason: "is taken out of `arguments`", as: [] } as const;
      note({ on: keyOf(declaration, walk.program), position, node }, walk);
    }
  }
}

/** A member, of an object or of a module; several, where the object may be of several types. */
function visitMember(node: ts.PropertyAccessExpression | ts.ElementAccessExpression, walk: Walk): void {
  const name = nameOf(node);
  if (name === undefined) return visitComputed(node, walk);
  const members = memberSymbol(node, walk)?.declarations;
  const through = members ? undefined : declaredAs(node, walk);
  const declarations = members ?? (through ? [through] : []);
  const seen = new Set<string>();
  for (const declaration of declarations) {
    const key = keyOf(declaration, walk.program);
    if (seen.has(key) || walk.program.isLibrary(declaration)) continue;
    seen.add(key);
    visitDeclared(node, declaration, walk);
    visitViewed(name, { node, declaration }, walk);
  }
  if (declarations.length === 0 && isVagueView(node.expression, walk)) visitName(name, node, walk);
}

function nameOf(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  const { argumentExpression: name } = node;
  return ts.isStringLiteralLike(name) ? name.text : undefined;
}

/** `object[name]()`: any method may be meant. */
function visitComputed(node: ts.Expression, walk: Walk): void {
  if (ts.isCallExpression(node.parent) && node.parent.expression === node) walk.references.add(anyName);
}

/** What a function of the project returns may be a resource; a module that is imported here is at hand as a whole. */
function visitCall(node: ts.CallExpression, walk: Walk): void {
  if (node.expression.kind === ts.SyntaxKind.ImportKeyword) return visitImport(node, walk);
  const callee = ts.isExpressionStatement(node.parent) ? undefined : calleeOf(node, walk);
  if (!callee || isPrimitive(callee.type) || walk.program.isLibrary(callee)) return;
  if (!hasBody(callee) || ts.isConstructorDeclaration(callee)) return;
  noteAll(returnKey(callee, walk.program), node, walk);
}

function visitImport({ arguments: [specifier] }: ts.CallExpression, walk: Walk): void {
  if (!specifier || !ts.isStringLiteralLike(specifier)) return;
  const file = walk.program.resolve(specifier.text, specifier.getSourceFile());
  if (file) referToModule(file, walk);
}
