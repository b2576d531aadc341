import { ts } from "ts-morph";
import type { Unit } from "../facts.ts";
import { functionOf, unwrap } from "./functions.ts";
import { isStatic, keyOf } from "./keys.ts";
import type { WalkScope } from "./notes.ts";
import { walkUnit } from "./walk.ts";

/** A unit before it is walked through. */
interface Draft {
  readonly key: string;
  readonly roots: readonly ts.Node[];
  readonly atLoad?: boolean;
}

/**
 * The units of a file: see `Unit`. No object exists while the file is loaded: of what runs then, only the functions count
 * that it leaves behind.
 */
export function readUnits(file: ts.SourceFile, scope: WalkScope): readonly Unit[] {
  const drafts = file.statements.flatMap((statement) => draftsOf(statement, scope));
  const groups = Map.groupBy(drafts, ({ key }) => key);
  return [...groups].map(([key, parts]) => readUnit(key, parts, scope)).filter((unit) => !isEmpty(unit));
}

/** A getter and its setter share a key, and so do overloads. */
function readUnit(key: string, parts: readonly Draft[], scope: WalkScope): Unit {
  const unit = walkUnit(
    key,
    parts.flatMap(({ roots }) => roots),
    scope,
  );
  return { ...unit, ...(parts.some(({ atLoad }) => atLoad) && { atLoad: true }) };
}

function isEmpty({ references, constructs, mentions }: Unit): boolean {
  return references.length === 0 && constructs.length === 0 && mentions.length === 0;
}

function draftsOf(statement: ts.Statement, scope: WalkScope): readonly Draft[] {
  const { program } = scope;
  if (ts.isFunctionDeclaration(statement)) return [{ key: keyOf(statement, program), roots: [statement] }];
  if (ts.isClassDeclaration(statement)) return classDrafts(statement, scope);
  if (ts.isExportAssignment(statement))
    return [
      { key: keyOf(statement.expression, program), roots: [statement.expression], atLoad: actsAtOnce(statement) },
    ];
  if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) return [];
  if (!ts.isVariableStatement(statement))
    return [{ key: keyOf(statement, program), roots: [statement], atLoad: actsAtOnce(statement) }];
  return statement.declarationList.declarations.flatMap((declaration) => {
    const { initializer } = declaration;
    if (!initializer) return [];
    const root = functionOf(declaration) ? unwrap(initializer) : declaration;
    return [{ key: keyOf(declaration, program), roots: [root], atLoad: actsAtOnce(initializer) }];
  });
}

function classDrafts(node: ts.ClassDeclaration, { program }: WalkScope): readonly Draft[] {
  const statics: ts.Node[] = [];
  const drafts: Draft[] = [];
  for (const member of node.members) {
    if (ts.isClassStaticBlockDeclaration(member)) statics.push(member);
    else if (ts.isPropertyDeclaration(member)) {
      if (!member.initializer) continue;
      const value = functionOf(member) ? unwrap(member.initializer) : undefined;
      if (isStatic(member) && !value) statics.push(member);
      drafts.push({ key: keyOf(member, program), roots: [value ?? member] });
    } else drafts.push({ key: keyOf(member, program), roots: [member] });
  }
  return [...drafts, { key: keyOf(node, program), roots: statics, atLoad: statics.some(actsAtOnce) }];
}

/** Whether something happens outside of functions that may hand a function on: a call or an assignment. */
function actsAtOnce(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  const acts =
    ts.isCallExpression(node) ||
    ts.isTaggedTemplateExpression(node) ||
    (ts.isNewExpression(node) && !["Map", "Set"].includes(node.expression.getText())) ||
    (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind));
  return acts || (ts.forEachChild(node, actsAtOnce) ?? false);
}

function isAssignment(operator: ts.SyntaxKind): boolean {
  return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
}
