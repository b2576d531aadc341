import { ts } from "ts-morph";
import { calleeOf, type CallScope, declaredAs } from "./callee.ts";
import { bindsReceiver, type Callee, hasBody, isTagged } from "./functions.ts";
import { isStatic, keyOf, namedBy, returnKey } from "./keys.ts";
import { iffcNamesOf } from "./types.ts";

/** What happens to a value at the place where it is mentioned. Nothing at all, where it is only looked at. */
export type Position =
  | { readonly type: "use"; readonly verb: string; readonly call?: ts.CallExpression; readonly node: ts.Node }
  | { readonly type: "flow"; readonly to: string; readonly as: readonly string[] }
  | { readonly type: "loss"; readonly reason: string; readonly as: readonly string[]; readonly named?: true };

const nothing: readonly Position[] = [];
const limitOfSteps = 100;

/** Where the value of an expression goes. */
export function positionsOf(start: ts.Expression, scope: CallScope): readonly Position[] {
  let node: ts.Expression = start;
  let as: readonly string[] = [];
  for (let step = 0; step < limitOfSteps; step++) {
    const { parent } = node;
    if (ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent) || ts.isTypeAssertionExpression(parent)) {
      const names = iffcNamesOf(parent.type, scope);
      if (names.length > 0) as = names;
    } else if (!passesOn(parent, node)) {
      return withCast(placeOf(node, scope), as);
    }
    node = parent as ts.Expression;
  }
  return [loss("is part of an expression that is nested too deeply")];
}

/** A cast to a narrow type says what happens from there on. */
function withCast(positions: readonly Position[], as: readonly string[]): readonly Position[] {
  if (as.length === 0) return positions;
  return positions.map((position) =>
    position.type === "use" ? position : { ...position, as: [...as, ...position.as] },
  );
}

function loss(reason: string, as: readonly string[] = []): Position {
  return { type: "loss", reason, as };
}

/** Whether a parent expression has the value of this part of it. */
function passesOn(parent: ts.Node, node: ts.Node): boolean {
  if (ts.isParenthesizedExpression(parent) || ts.isNonNullExpression(parent) || ts.isAwaitExpression(parent))
    return true;
  if (ts.isConditionalExpression(parent)) return parent.condition !== node;
  if (!ts.isBinaryExpression(parent)) return false;
  const operator = parent.operatorToken.kind;
  if (operator === ts.SyntaxKind.BarBarToken || operator === ts.SyntaxKind.QuestionQuestionToken) return true;
  const onlyRight = operator === ts.SyntaxKind.CommaToken || operator === ts.SyntaxKind.AmpersandAmpersandToken;
  return onlyRight && parent.right === node;
}

function placeOf(node: ts.Expression, scope: CallScope): readonly Position[] {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) return memberPlace(node, parent);
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return argumentPlace(node, parent, scope);
  if (ts.isBinaryExpression(parent)) return assignmentPlace(node, parent, scope);
  if (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === node))
    return returnPlace(parent, scope);
  return declarationPlace(node, parent, scope) ?? structurePlace(parent);
}

function memberPlace(
  node: ts.Expression,
  parent: ts.PropertyAccessExpression | ts.ElementAccessExpression,
): readonly Position[] {
  if (parent.expression !== node) return nothing;
  if (ts.isPropertyAccessExpression(parent)) return [{ type: "use", verb: parent.name.text, ...calling(parent) }];
  const { argumentExpression: name } = parent;
  if (!ts.isStringLiteralLike(name)) return [loss("is accessed by a computed name")];
  return [{ type: "use", verb: name.text, ...calling(parent) }];
}

function calling(member: ts.PropertyAccessExpression | ts.ElementAccessExpression) {
  let callee: ts.Node = member;
  while (ts.isParenthesizedExpression(callee.parent) || ts.isNonNullExpression(callee.parent)) callee = callee.parent;
  const call = ts.isCallExpression(callee.parent) && callee.parent.expression === callee ? callee.parent : undefined;
  const node = ts.isPropertyAccessExpression(member) ? member.name : member.argumentExpression;
  return { node, ...(call && { call }) };
}

function argumentPlace(
  node: ts.Expression,
  call: ts.CallExpression | ts.NewExpression,
  scope: CallScope,
): readonly Position[] {
  const index = call.arguments?.indexOf(node) ?? -1;
  if (index === -1) return nothing;
  if (index === 0 && isOwnReceiver(node, call)) return nothing;
  const callee = calleeOf(call, scope);
  if (!callee) return [loss("is passed to a function outside the project")];
  if (call.arguments?.slice(0, index).some(ts.isSpreadElement)) return [loss("is passed after a spread")];
  const parameter = callee.parameters.filter((candidate) => !isThis(candidate))[index];
  if (!parameter || parameter.dotDotDotToken) return [loss("is passed as one of any number of arguments")];
  return parameterPlace(parameter, callee, scope);
}

/** `this.incoming.send.bind(this.incoming)`: the method stays with what it belongs to. */
function isOwnReceiver(node: ts.Expression, call: ts.CallExpression | ts.NewExpression): boolean {
  const method = bindsReceiver(call);
  return (
    method !== undefined && ts.isPropertyAccessExpression(method) && method.expression.getText() === node.getText()
  );
}

function parameterPlace(parameter: ts.ParameterDeclaration, callee: Callee, scope: CallScope): readonly Position[] {
  const as = iffcNamesOf(parameter.type, scope);
  if (ts.isObjectBindingPattern(parameter.name)) return patternPlace(parameter.name);
  if (isOfNamelessClass(parameter)) return [loss("is passed to a class without a name", as)];
  if (!hasCode(callee)) return [loss("is passed to a function whose code is not known", as)];
  return [{ type: "flow", to: keyOf(parameter, scope.program), as }];
}

/** Whether the parameter's uses can be seen: in a body, or in the bodies of the methods that implement an abstract one. */
function hasCode(callee: Callee): boolean {
  if ("body" in callee && callee.body !== undefined) return true;
  return ts.isMethodDeclaration(callee) && ts.isClassLike(callee.parent);
}

function isThis(parameter: ts.ParameterDeclaration): boolean {
  return ts.isIdentifier(parameter.name) && parameter.name.text === "this";
}

/** `const { send } = this.incoming` names methods. */
export function patternPlace(pattern: ts.ObjectBindingPattern): readonly Position[] {
  return pattern.elements.map((element) => {
    const name = element.propertyName ?? element.name;
    if (element.dotDotDotToken || !(ts.isIdentifier(name) || ts.isStringLiteralLike(name))) {
      return loss("is destructured in a way that hides what is taken");
    }
    return { type: "use", verb: name.text, node: name };
  });
}

const assignments: readonly ts.SyntaxKind[] = [
  ts.SyntaxKind.EqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
];

function assignmentPlace(node: ts.Expression, parent: ts.BinaryExpression, scope: CallScope): readonly Position[] {
  if (parent.left === node || !assignments.includes(parent.operatorToken.kind)) return nothing;
  return [targetPlace(parent.left, scope), ...positionsOf(parent, scope)];
}

function targetPlace(target: ts.Expression, scope: CallScope): Position {
  const declaration = declaredAs(target, scope);
  if (!declaration || isOfNamelessClass(declaration)) return loss("is assigned to something that cannot be followed");
  if (ts.isAccessor(declaration)) return { type: "flow", to: `${keyOf(declaration, scope.program)}(0)`, as: [] };
  const type = "type" in declaration ? (declaration.type as ts.TypeNode | undefined) : undefined;
  const as = iffcNamesOf(type, scope);
  const reason = reasonOfKeeping(declaration);
  return reason === undefined ? { type: "flow", to: keyOf(declaration, scope.program), as } : loss(reason, as);
}

/** Why what is assigned to a declaration is out of sight: it is reached in more ways than by the declaration's name. */
function reasonOfKeeping(declaration: ts.Node): string | undefined {
  if (ts.isBindingElement(declaration)) return reasonOfKeeping(declaration.parent.parent);
  if (ts.isParameter(declaration)) return undefined;
  if (ts.isPropertyDeclaration(declaration)) return isStatic(declaration) ? "is kept in a static field" : undefined;
  if (!ts.isVariableDeclaration(declaration)) return "is put into an object";
  const place = declaration.parent.parent.parent;
  const isShared =
    ts.isVariableStatement(declaration.parent.parent) && (ts.isSourceFile(place) || ts.isModuleBlock(place));
  return isShared ? "is kept in a variable of the module" : undefined;
}

function returnPlace(parent: ts.Node, scope: CallScope): readonly Position[] {
  const owner = ts.isArrowFunction(parent) ? parent : ts.findAncestor(parent, ts.isFunctionLike);
  if (!owner || !hasBody(owner)) return nothing;
  if (ts.isConstructorDeclaration(owner)) return [loss("is returned from a constructor")];
  const as = iffcNamesOf(owner.type, scope);
  if (!isReachedByName(owner)) return [loss("is returned from a function without a name", as)];
  return [{ type: "flow", to: returnKey(owner, scope.program), as }];
}

/** Whether every use of a function names it: not so in an object, an expression or a class without a name. */
function isReachedByName(owner: ts.FunctionLikeDeclaration): boolean {
  const named = namedBy(owner);
  if (ts.isFunctionDeclaration(named) || ts.isVariableDeclaration(named)) return true;
  return ts.isClassElement(named) && ts.isClassDeclaration(named.parent);
}

/** Objects of a class without a name are not followed. */
function isOfNamelessClass(declaration: ts.Node): boolean {
  const owner = ts.isParameter(declaration) ? declaration.parent.parent : declaration.parent;
  return owner !== undefined && ts.isClassExpression(owner);
}

function declarationPlace(node: ts.Node, parent: ts.Node, scope: CallScope): readonly Position[] | undefined {
  const declares =
    ts.isVariableDeclaration(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isBindingElement(parent);
  if (!declares || parent.initializer !== node) return undefined;
  if (ts.isObjectBindingPattern(parent.name)) return patternPlace(parent.name);
  if (ts.isArrayBindingPattern(parent.name)) return [loss("is taken apart like an array")];
  if (isOfNamelessClass(parent)) return [loss("is kept in an object of a class without a name")];
  const as = ts.isBindingElement(parent) ? [] : iffcNamesOf(parent.type, scope);
  return [{ type: "flow", to: keyOf(parent, scope.program), as }];
}

function structurePlace(parent: ts.Node): readonly Position[] {
  if (ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent) || ts.isSpreadAssignment(parent)) {
    return [loss("is put into an object")];
  }
  if (ts.isArrayLiteralExpression(parent) || ts.isSpreadElement(parent)) return [loss("is put into an array")];
  if (ts.isThrowStatement(parent) || ts.isYieldExpression(parent))
    return [loss("leaves the function other than by return")];
  if (ts.isForOfStatement(parent)) return [loss("is iterated over")];
  const isRead = onlyRead.has(parent.kind) && !(ts.isTemplateSpan(parent) && isTagged(parent));
  return isRead ? nothing : [loss("goes to where it cannot be followed")];
}

/** Where a value is looked at and no more. */
const onlyRead: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.ExpressionStatement,
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.WhileStatement,
  ts.SyntaxKind.DoStatement,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForInStatement,
  ts.SyntaxKind.SwitchStatement,
  ts.SyntaxKind.CaseClause,
  ts.SyntaxKind.ConditionalExpression,
  ts.SyntaxKind.PrefixUnaryExpression,
  ts.SyntaxKind.TypeOfExpression,
  ts.SyntaxKind.VoidExpression,
  ts.SyntaxKind.DeleteExpression,
  ts.SyntaxKind.ComputedPropertyName,
  ts.SyntaxKind.TemplateSpan,
]);
