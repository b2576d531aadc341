import { ts } from "ts-morph";
import { hasModifier } from "./exports.ts";
import type { Program } from "./program.ts";

/** A function in the widest sense: anything with parameters and possibly a body. */
export type FunctionNode = ts.FunctionLikeDeclaration;

/** The key of a declaration: see `facts.ts`. */
export function keyOf(node: ts.Node, program: Program): string {
  const file = program.pathOf(node);
  if (ts.isParameter(node)) return parameterKey(node, program);
  const name = pathOfNames(node);
  return name === undefined ? `${file}@${node.pos}` : `${file}#${name}`;
}

/** The key of what a function returns. */
export function returnKey(node: FunctionNode, program: Program): string {
  return `${keyOf(namedBy(node), program)}()`;
}

function parameterKey(node: ts.ParameterDeclaration, program: Program): string {
  const owner = node.parent;
  if (
    ts.isParameterPropertyDeclaration(node, owner) &&
    ts.isIdentifier(node.name) &&
    ts.isClassDeclaration(owner.parent)
  ) {
    return `${keyOf(owner.parent, program)}.${node.name.text}`;
  }
  return `${keyOf(namedBy(owner), program)}(${owner.parameters.indexOf(node)})`;
}

/** What gives a function its name: the const or field that it is the value of, or itself. */
export function namedBy(node: ts.Node): ts.Node {
  const { parent } = node;
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return node;
  const isValue = (isConst(parent) || ts.isPropertyDeclaration(parent)) && parent.initializer === node;
  return isValue ? parent : node;
}

/** Whether a node declares a variable that always has its first value. */
export function isConst(node: ts.Node): node is ts.VariableDeclaration {
  return ts.isVariableDeclaration(node) && (node.parent.flags & ts.NodeFlags.Const) !== 0;
}

/** `Class`, `Class.member`, `function` or `variable` of a module; nothing for everything that is not reached by name. */
function pathOfNames(node: ts.Node): string | undefined {
  if (ts.isSourceFile(node)) return "";
  if (ts.isClassElement(node)) {
    const owner = ts.isClassDeclaration(node.parent) ? pathOfNames(node.parent) : undefined;
    const name = memberName(node);
    return owner === undefined || name === undefined ? undefined : `${owner}${isStatic(node) ? "::" : "."}${name}`;
  }
  if (ts.isVariableDeclaration(node)) {
    return isOfModule(node) && ts.isIdentifier(node.name) ? node.name.text : undefined;
  }
  if (!ts.isClassDeclaration(node) && !ts.isFunctionDeclaration(node)) return undefined;
  return ts.isSourceFile(node.parent) ? (node.name?.text ?? "default") : undefined;
}

/** Whether a variable belongs to a module and not to a function or block. */
export function isOfModule(node: ts.VariableDeclaration): boolean {
  const statement = node.parent.parent;
  return ts.isVariableStatement(statement) && ts.isSourceFile(statement.parent);
}

/** Whether a member belongs to the class itself. */
export function isStatic(node: ts.ClassElement): boolean {
  return ts.canHaveModifiers(node) && hasModifier(node, ts.SyntaxKind.StaticKeyword);
}

/** The name of a member; nothing where it is computed. */
export function memberName(node: ts.ClassElement): string | undefined {
  if (ts.isConstructorDeclaration(node)) return "constructor";
  const { name } = node;
  if (!name) return undefined;
  if (ts.isIdentifier(name) || ts.isPrivateIdentifier(name) || ts.isStringLiteralLike(name)) return name.text;
  return undefined;
}
