import { ts } from "ts-morph";
import type { Scope } from "./evaluate-scope.ts";
import { hasModifier } from "./extract/exports.ts";
import { keyOf } from "./extract/keys.ts";
import { entryOf, type Located, unknown } from "./located.ts";

/** The value that a declaration gives to its name. */
export function evaluateDeclaration(node: ts.Node, scope: Scope): Located {
  const at = scope.program.locate(node);
  if (scope.open.has(node)) return unknown(at, "it refers to itself");
  scope.open.add(node);
  const value = valueOf(node, scope);
  scope.open.delete(node);
  return value;
}

function valueOf(node: ts.Node, scope: Scope): Located {
  const at = scope.program.locate(ts.isVariableDeclaration(node) ? node.name : node);
  if (ts.isVariableDeclaration(node)) {
    if (!isConst(node)) return unknown(at, "it is declared with `let` or `var` and may change");
    return node.initializer ? scope.evaluate(node.initializer) : unknown(at, "it has no value");
  }
  if (ts.isBindingElement(node)) return boundValue(node, scope);
  if (ts.isClassDeclaration(node))
    return { type: "class", key: keyOf(node, scope.program), name: node.name?.text ?? "default", at };
  if (ts.isParameter(node)) return unknown(at, "it is a parameter");
  if (ts.isFunctionDeclaration(node)) return unknown(at, "it is a function");
  if (ts.isPropertyDeclaration(node)) return propertyValue(node, scope);
  if (ts.isEnumMember(node) && node.initializer) return scope.evaluate(node.initializer);
  if (ts.isExpression(node)) return scope.evaluate(node);
  return unknown(at, "it is not a value");
}

function isConst(node: ts.VariableDeclaration): boolean {
  return (node.parent.flags & ts.NodeFlags.Const) !== 0 && ts.isVariableStatement(node.parent.parent);
}

/** `const { retries } = defaults`. */
function boundValue(node: ts.BindingElement, scope: Scope): Located {
  const at = scope.program.locate(node);
  const declaration = node.parent.parent;
  const name = node.propertyName ?? node.name;
  const isPlain =
    ts.isVariableDeclaration(declaration) && isConst(declaration) && ts.isObjectBindingPattern(node.parent);
  if (!isPlain || !declaration.initializer || !ts.isIdentifier(name) || node.initializer || node.dotDotDotToken) {
    return unknown(at, "it is destructured in a way that cannot be read");
  }
  const owner = scope.evaluate(declaration.initializer);
  if (owner.type === "unknown") return owner;
  const entry = owner.type === "dictionary" ? entryOf(owner, name.text) : undefined;
  return entry?.value ?? unknown(at, `there is no \`${name.text}\` in it`);
}

/** `static readonly retries = 3`. */
function propertyValue(node: ts.PropertyDeclaration, scope: Scope): Located {
  const isConstant = hasModifier(node, ts.SyntaxKind.StaticKeyword) && hasModifier(node, ts.SyntaxKind.ReadonlyKeyword);
  if (isConstant && node.initializer) return scope.evaluate(node.initializer);
  return unknown(scope.program.locate(node), "it is a field that may change");
}
