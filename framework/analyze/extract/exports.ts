import { ts } from "ts-morph";

/** What a file exports, by name, before any import is followed. */
export interface ExportTable {
  readonly names: ReadonlyMap<string, Exported>;
  /** The specifiers of `export * from "…"`. */
  readonly stars: readonly ts.StringLiteral[];
}

/** One exported name. */
export type Exported =
  /** Declared here. */
  | { readonly type: "declaration"; readonly node: ts.Node }
  /** A local name, which may be an import: `export { local as name }`. */
  | { readonly type: "local"; readonly name: ts.Identifier }
  /** `export { name } from "…"`; the name is `*` for `export * as …`. */
  | { readonly type: "from"; readonly specifier: ts.StringLiteral; readonly name: string };

/** Makes a function that lists a file's exports, once per file. */
export function openExports(): (file: ts.SourceFile) => ExportTable {
  const tables = new Map<ts.SourceFile, ExportTable>();
  return (file) => {
    const known = tables.get(file);
    if (known) return known;
    const listed = listExports(file);
    tables.set(file, listed);
    return listed;
  };
}

/** What a file exports. */
export function listExports(file: ts.SourceFile): ExportTable {
  const names = new Map<string, Exported>();
  const stars: ts.StringLiteral[] = [];
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement)) listExportDeclaration(statement, names, stars);
    else if (ts.isExportAssignment(statement)) names.set("default", exportedExpression(statement.expression));
    else if (isExported(statement)) for (const [name, node] of declaredBy(statement)) addDeclaration(names, name, node);
  }
  return { names, stars };
}

/** Functions with overloads have several declarations: the last one has the body. */
function addDeclaration(names: Map<string, Exported>, name: string, node: ts.Node): void {
  const known = names.get(name);
  const isTypeOnly = ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
  if (!known || !isTypeOnly) names.set(name, { type: "declaration", node });
}

function exportedExpression(expression: ts.Expression): Exported {
  return ts.isIdentifier(expression) ? { type: "local", name: expression } : { type: "declaration", node: expression };
}

function listExportDeclaration(
  statement: ts.ExportDeclaration,
  names: Map<string, Exported>,
  stars: ts.StringLiteral[],
): void {
  const { exportClause: clause, moduleSpecifier } = statement;
  const specifier = moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier : undefined;
  if (!clause) {
    if (specifier) stars.push(specifier);
  } else if (ts.isNamespaceExport(clause)) {
    if (specifier) names.set(clause.name.text, { type: "from", specifier, name: "*" });
  } else {
    for (const element of clause.elements) {
      const local = element.propertyName ?? element.name;
      if (specifier) names.set(element.name.text, { type: "from", specifier, name: local.text });
      else if (ts.isIdentifier(local)) names.set(element.name.text, { type: "local", name: local });
    }
  }
}

/** Whether a statement carries `export`. */
function isExported(statement: ts.Statement): boolean {
  return ts.canHaveModifiers(statement) && hasModifier(statement, ts.SyntaxKind.ExportKeyword);
}

/** Whether a declaration carries a modifier. */
export function hasModifier(node: ts.HasModifiers, kind: ts.Modifier["kind"]): boolean {
  return ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) ?? false;
}

function declaredBy(statement: ts.Statement): readonly (readonly [string, ts.Node])[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(boundNames);
  const isDefault = ts.canHaveModifiers(statement) && hasModifier(statement, ts.SyntaxKind.DefaultKeyword);
  if (isDefault) return [["default", statement]];
  const { name } = statement as ts.DeclarationStatement;
  return name && ts.isIdentifier(name) ? [[name.text, statement]] : [];
}

function boundNames(node: ts.VariableDeclaration | ts.BindingElement): readonly (readonly [string, ts.Node])[] {
  if (ts.isIdentifier(node.name)) return [[node.name.text, node]];
  return node.name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element) : []));
}
