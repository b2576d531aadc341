import { ts } from "ts-morph";
import type { Mention, Unit } from "../facts.ts";
import { functionOf, unwrap } from "./callee.ts";
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
  const units = drafts.map((draft) => readUnit(draft, scope)).filter((unit) => !isEmpty(unit));
  return pruneLocals(mergeUnits(units));
}

function readUnit({ key, roots, atLoad }: Draft, scope: WalkScope): Unit {
  return { ...walkUnit(key, roots, scope), ...(atLoad && { atLoad }) };
}

function isEmpty({ references, constructs, mentions }: Unit): boolean {
  return references.length === 0 && constructs.length === 0 && mentions.length === 0;
}

/** A getter and its setter share a key, and so do overloads. */
function mergeUnits(units: readonly Unit[]): readonly Unit[] {
  return [...Map.groupBy(units, ({ key }) => key).values()].map(([first, ...others]) => ({
    key: first?.key ?? "",
    ...(first?.atLoad && { atLoad: first.atLoad }),
    references: [...new Set([first, ...others].flatMap((unit) => unit?.references ?? []))],
    constructs: [first, ...others].flatMap((unit) => unit?.constructs ?? []),
    mentions: [first, ...others].flatMap((unit) => unit?.mentions ?? []),
  }));
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

/** Leaves out what is said of local variables that nothing which could be a resource ever comes to. */
function pruneLocals(units: readonly Unit[]): readonly Unit[] {
  return units.map((unit) => {
    const fed = fedBy(unit.mentions);
    return { ...unit, mentions: unit.mentions.filter(({ on }) => !isLocal(on) || fed.has(on)) };
  });
}

function isLocal(key: string): boolean {
  return /@\d+$/u.test(key);
}

function fedBy(mentions: readonly Mention[]): ReadonlySet<string> {
  const targets = Map.groupBy(
    mentions.filter((mention) => mention.type === "flow"),
    ({ on }) => on,
  );
  const fed = new Set<string>();
  const pending = [...targets.keys()].filter((key) => !isLocal(key));
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    for (const { to } of targets.get(key) ?? []) {
      if (!fed.has(to)) pending.push(to);
      fed.add(to);
    }
  }
  return fed;
}
