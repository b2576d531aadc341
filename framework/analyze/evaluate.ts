/**
 * Reads values out of syntax without running anything: what decorators and the configuration are given.
 * A value that only running the code could tell stays a value, one that carries the reason and the way that led to it.
 * Work is bounded: every evaluation has a budget of steps and of text, whatever the input.
 */
import { ts } from "ts-morph";
import type { Location } from "../model/location.ts";
import { evaluateDeclaration } from "./evaluate-declaration.ts";
import { calculate, concatenate } from "./evaluate-operation.ts";
import { evaluateArray, evaluateObject, readMember } from "./evaluate-structure.ts";
import type { Scope } from "./evaluate-scope.ts";
import type { Names } from "./extract/names.ts";
import type { Program } from "./extract/program.ts";
import { arriveAt, type Located, unknown } from "./located.ts";

/** Evaluates expressions, each with a budget of its own. */
export type Evaluator = (expression: ts.Expression) => Located;

const limitOfSteps = 20_000;
const limitOfDepth = 200;

/** Makes an evaluator over a program. */
export function openEvaluator(program: Program, names: Names): Evaluator {
  return (root) => {
    let steps = 0;
    let depth = 0;
    const evaluate = (expression: ts.Expression): Located => {
      steps += 1;
      if (steps > limitOfSteps || depth > limitOfDepth) return unknown(program.locate(expression), "it is too large");
      depth += 1;
      const value = evaluateExpression(expression, scope);
      depth -= 1;
      return value;
    };
    const scope: Scope = { program, names, evaluate, open: new Set() };
    return evaluate(root);
  };
}

function evaluateExpression(node: ts.Expression, scope: Scope): Located {
  const at = scope.program.locate(node);
  if (ts.isStringLiteralLike(node)) return { type: "scalar", value: node.text, at };
  if (ts.isNumericLiteral(node)) return { type: "scalar", value: Number(node.text), at };
  if (isTransparent(node)) return scope.evaluate(node.expression);
  if (ts.isTemplateExpression(node)) return evaluateTemplate(node, scope);
  if (ts.isObjectLiteralExpression(node)) return evaluateObject(node, scope);
  if (ts.isArrayLiteralExpression(node)) return evaluateArray(node, scope);
  if (ts.isIdentifier(node)) return evaluateIdentifier(node, scope);
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return readMember(node, scope);
  if (ts.isPrefixUnaryExpression(node)) return calculate(node.operator, [scope.evaluate(node.operand)], at);
  if (ts.isBinaryExpression(node)) {
    return calculate(node.operatorToken.kind, [scope.evaluate(node.left), scope.evaluate(node.right)], at);
  }
  return evaluateKeyword(node, at);
}

function evaluateKeyword(node: ts.Expression, at: Location): Located {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return { type: "scalar", value: true, at };
  if (node.kind === ts.SyntaxKind.FalseKeyword) return { type: "scalar", value: false, at };
  if (node.kind === ts.SyntaxKind.NullKeyword) return { type: "scalar", value: null, at };
  return unknown(at, reasonOf(node));
}

/** Whether an expression has the value of the one inside of it. */
export function isTransparent(
  node: ts.Expression,
): node is
  | ts.ParenthesizedExpression
  | ts.AsExpression
  | ts.SatisfiesExpression
  | ts.NonNullExpression
  | ts.TypeAssertion {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node)
  );
}

function reasonOf(node: ts.Expression): string {
  if (ts.isCallExpression(node)) return `it is what \`${briefly(node.expression)}\` returns`;
  if (ts.isNewExpression(node)) return "it is an object that is constructed";
  if (ts.isAwaitExpression(node)) return "it is awaited";
  if (ts.isConditionalExpression(node)) return "it depends on a condition";
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return "it is a function";
  if (node.kind === ts.SyntaxKind.ThisKeyword) return "it belongs to an object";
  return `\`${briefly(node)}\` is not one of the forms that can be read`;
}

function briefly(node: ts.Expression): string {
  const text = node.getText().replace(/\s+/gu, " ");
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

function evaluateTemplate(node: ts.TemplateExpression, scope: Scope): Located {
  const { program } = scope;
  let text: Located = { type: "scalar", value: node.head.text, at: program.locate(node) };
  for (const span of node.templateSpans) {
    text = concatenate(text, scope.evaluate(span.expression));
    text = concatenate(text, { type: "scalar", value: span.literal.text, at: text.at });
  }
  return text;
}

function evaluateIdentifier(node: ts.Identifier, scope: Scope): Located {
  const at = scope.program.locate(node);
  const meaning = scope.names.meaningOf(node);
  if (meaning.type === "unresolved") {
    if (node.text === "undefined") return { type: "absent", at };
    if (node.text === "process") return unknown(at, "it is read from the environment");
    return unknown(at, `\`${node.text}\` is not declared in the project`);
  }
  if (meaning.type === "external") {
    if (meaning.module.startsWith("."))
      return unknown(at, `"${meaning.module}" is no source of the project`, meaning.chain);
    return { ...unknown(at, `it comes from the package "${meaning.module}"`, meaning.chain), external: true };
  }
  if (meaning.type === "namespace") return unknown(at, "it is a whole module");
  return arriveAt(evaluateDeclaration(meaning.node, scope), at);
}
