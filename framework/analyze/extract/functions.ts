/** What functions and calls look like, as far as their syntax tells. */
import { ts } from "ts-morph";
import { isTransparent } from "../evaluate.ts";
import { isConst } from "./keys.ts";

/** Something that can be called: with a body in the project, or only a type that says how it is called. */
export type Callee = ts.SignatureDeclaration;

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

/** The expression inside of parentheses, casts and `!`. */
export function unwrap(node: ts.Expression): ts.Expression {
  let current = node;
  while (isTransparent(current)) current = current.expression;
  return current;
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
