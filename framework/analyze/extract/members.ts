import { ts } from "ts-morph";
import { isNamed } from "./heritage.ts";
import { isConst, isStatic, memberName } from "./keys.ts";
import type { Program } from "./program.ts";
import type { TypeScope } from "./types.ts";

/** `this.name` where the class around it declares the name itself. */
export function ownMember(node: ts.PropertyAccessExpression, program: Program): ts.ClassElement | undefined {
  if (node.expression.kind !== ts.SyntaxKind.ThisKeyword || program.narrowed(node).has("this")) return undefined;
  const inside = ts.findAncestor(node, bindsThis);
  const owner = inside?.parent;
  if (!inside || !owner || !ts.isClassDeclaration(owner) || !ts.isClassElement(inside) || isStatic(inside))
    return undefined;
  if (ts.findAncestor(node, (at) => at === inside || ts.isDecorator(at)) !== inside) return undefined;
  const { text } = node.name;
  return owner.members.find((member) => memberName(member) === text && !isStatic(member));
}

/** Whether a node gives `this` another meaning. */
function bindsThis(node: ts.Node): boolean {
  return (ts.isFunctionLike(node) && !ts.isArrowFunction(node)) || ts.isClassElement(node) || ts.isModuleBlock(node);
}

/** `name.member` where the name is that of an object which is written out. */
export function literalMember(
  { expression, name }: ts.PropertyAccessExpression,
  { program, names }: TypeScope,
): ts.ObjectLiteralElementLike | undefined {
  if (!ts.isIdentifier(expression) || program.narrowed(expression).has(expression.text)) return undefined;
  const meaning = names.meaningOf(expression);
  const literal = meaning.type === "declaration" && isConst(meaning.node) ? literalOf(meaning.node) : undefined;
  return literal?.properties.find((property) => isNamed(property.name ?? property, name.text));
}

/** The object that a const is, where all of its members are plainly there. */
export function literalOf({ type, initializer }: ts.VariableDeclaration): ts.ObjectLiteralExpression | undefined {
  if (type || !initializer || !ts.isObjectLiteralExpression(initializer)) return undefined;
  const isPlain = (property: ts.ObjectLiteralElementLike): boolean =>
    (ts.isPropertyAssignment(property) && ts.isIdentifier(property.name)) || ts.isShorthandPropertyAssignment(property);
  return initializer.properties.every(isPlain) ? initializer : undefined;
}
