import { ts } from "ts-morph";
import { type Names, symbolOf } from "./names.ts";
import type { Program } from "./program.ts";

/** The module specifiers that a file imports or re-exports, dynamic imports included, each once. */
export function importsOf(file: ts.SourceFile): readonly string[] {
  const specifiers = new Set<string>();
  for (const statement of file.statements) {
    const specifier = specifierOf(statement);
    if (specifier !== undefined) specifiers.add(specifier);
  }
  for (const specifier of dynamicImports(file)) specifiers.add(specifier);
  return [...specifiers];
}

function specifierOf(statement: ts.Statement): string | undefined {
  if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return undefined;
  const { moduleSpecifier } = statement;
  return moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : undefined;
}

function dynamicImports(file: ts.SourceFile): readonly string[] {
  if (!/\b(?:import|require)\s*\(/u.test(file.text)) return [];
  const found: string[] = [];
  const find = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      isImportCall(node) &&
      node.arguments[0] &&
      ts.isStringLiteralLike(node.arguments[0])
    ) {
      found.push(node.arguments[0].text);
    }
    ts.forEachChild(node, find);
  };
  find(file);
  return found;
}

function isImportCall({ expression }: ts.CallExpression): boolean {
  return (
    expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === "require")
  );
}

/** What imports are looked up in. */
export interface ImportScope {
  readonly program: Program;
  readonly names: Names;
}

/**
 * The specifiers of imports that are still there when types and the decorators of iffc's are gone; of packages, only
 * those that can be told without looking for uses.
 */
export function valueImportsOf(file: ts.SourceFile, scope: ImportScope, verbatim: boolean): readonly string[] {
  const kept = new Set(dynamicImports(file));
  const bindings = new Map<ts.Node, string>();
  for (const statement of file.statements) {
    const specifier = specifierOf(statement);
    if (specifier === undefined) continue;
    if (ts.isExportDeclaration(statement)) {
      if (!statement.isTypeOnly) kept.add(specifier);
    } else if (ts.isImportDeclaration(statement)) {
      const { importClause: clause } = statement;
      if (!clause || (verbatim && clause.phaseModifier !== ts.SyntaxKind.TypeKeyword)) kept.add(specifier);
      else if (scope.program.resolve(specifier, file))
        for (const binding of valueBindings(clause)) bindings.set(binding, specifier);
    }
  }
  if (bindings.size > 0) keepUsed(file, { ...scope, bindings, kept });
  return [...kept];
}

function valueBindings(clause: ts.ImportClause): readonly ts.Node[] {
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const { namedBindings: named } = clause;
  const specifiers = named && ts.isNamedImports(named) ? named.elements.filter(({ isTypeOnly }) => !isTypeOnly) : [];
  return [...(clause.name ? [clause] : []), ...(named && ts.isNamespaceImport(named) ? [named] : []), ...specifiers];
}

interface Search extends ImportScope {
  readonly bindings: ReadonlyMap<ts.Node, string>;
  readonly kept: Set<string>;
}

/** Keeps the specifiers of bindings that are named outside of types. */
function keepUsed(file: ts.SourceFile, { program, names: decorators, bindings, kept }: Search): void {
  const names = new Set([...bindings.keys()].map(nameOf));
  const pending = new Set(bindings.values());
  const find = (node: ts.Node): void => {
    if (pending.size === 0) return;
    if (node.kind === ts.SyntaxKind.Identifier) {
      if (!names.has((node as ts.Identifier).text)) return;
      for (const declaration of symbolOf(node as ts.Identifier, program.checker)?.declarations ?? []) {
        const specifier = bindings.get(declaration);
        if (specifier === undefined) continue;
        kept.add(specifier);
        pending.delete(specifier);
      }
    } else if (!isErased(node, decorators)) {
      ts.forEachChild(node, find);
    }
  };
  ts.forEachChild(file, find);
}

/** Whether a node is gone when types and the decorators of iffc's are. */
function isErased(node: ts.Node, names: Names): boolean {
  if (ts.isImportDeclaration(node) || (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node))) return true;
  if (ts.isHeritageClause(node)) return node.token === ts.SyntaxKind.ImplementsKeyword;
  return ts.isDecorator(node) && isOurs(node, names);
}

function isOurs({ expression }: ts.Decorator, names: Names): boolean {
  return names.iffcName(ts.isCallExpression(expression) ? expression.expression : expression) !== undefined;
}

function nameOf(binding: ts.Node): string {
  return (binding as ts.ImportClause | ts.NamespaceImport | ts.ImportSpecifier).name?.text ?? "";
}
