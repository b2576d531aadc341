import { ts } from "ts-morph";
import type { Related } from "../../diagnostics/diagnostic.ts";
import { openExports } from "./exports.ts";
import type { Program } from "./program.ts";

/** What a name in the code stands for. */
export type Meaning =
  /** A declaration in a file of the project, imports followed. */
  | { readonly type: "declaration"; readonly node: ts.Node; readonly chain: readonly Related[] }
  /** All exports of a file of the project. */
  | { readonly type: "namespace"; readonly file: ts.SourceFile; readonly chain: readonly Related[] }
  /** An export of a package; `*` stands for all of them. */
  | External
  /** A global, or nothing. */
  | { readonly type: "unresolved" };

/** An export of a package, and the imports by which it is reached. */
export interface External {
  readonly type: "external";
  readonly module: string;
  readonly name: string;
  readonly chain: readonly Related[];
}

/** Looks names up across the files of the project. */
export interface Names {
  /** What an identifier or a dotted name stands for. */
  meaningOf(name: ts.Node): Meaning;
  /** The name under which iffc exports what a name stands for, where it is iffc's. */
  iffcName(name: ts.Node): string | undefined;
}

const limitOfSteps = 100;
const unresolved: Meaning = { type: "unresolved" };

/** Opens the names of a program. */
export function openNames(program: Program): Names {
  const exportsOf = openExports();

  const fromModule = (specifier: ts.Node, name: string, chain: readonly Related[]): Meaning => {
    if (!ts.isStringLiteralLike(specifier) || chain.length > limitOfSteps) return unresolved;
    const step = { message: `\`${name}\` comes from "${specifier.text}"`, at: program.locate(specifier) };
    const file = program.resolve(specifier.text, specifier.getSourceFile());
    const steps = [...chain, step];
    if (!file) return { type: "external", module: specifier.text, name, chain: steps };
    return name === "*" ? { type: "namespace", file, chain: steps } : exportOf(file, name, steps);
  };

  const exportOf = (file: ts.SourceFile, name: string, chain: readonly Related[]): Meaning => {
    const table = exportsOf(file);
    const exported = table.names.get(name);
    if (exported?.type === "declaration") return { type: "declaration", node: exported.node, chain };
    if (exported?.type === "from") return fromModule(exported.specifier, exported.name, chain);
    if (exported?.type === "local") return follow(symbolOf(exported.name, program.checker), chain);
    const through = table.stars.map((specifier) => fromModule(specifier, name, chain));
    return through.find((meaning) => meaning.type !== "unresolved" && meaning.type !== "external")
      ?? through.find((meaning) => meaning.type === "external")
      ?? unresolved;
  };

  const follow = (symbol: ts.Symbol | undefined, chain: readonly Related[]): Meaning => {
    const node = symbol && declarationOf(symbol);
    if (!node) return unresolved;
    const imported = importOf(node);
    return imported ? fromModule(imported.specifier, imported.name, chain) : { type: "declaration", node, chain };
  };

  const meaningOf = (node: ts.Node): Meaning => {
    const [left, right] = split(node);
    if (!left || !right) return ts.isIdentifier(node) ? follow(symbolOf(node, program.checker), []) : unresolved;
    const outer = meaningOf(left);
    if (outer.type === "namespace") return exportOf(outer.file, right, outer.chain);
    if (outer.type === "external" && outer.name === "*") return { ...outer, name: right };
    return unresolved;
  };

  return {
    meaningOf,
    iffcName(node) {
      const meaning = meaningOf(node);
      if (meaning.type !== "external") return undefined;
      return /^iffc(?:\/|$)/u.test(meaning.module) ? meaning.name : undefined;
    },
  };
}

/** The two halves of a dotted name. */
function split(node: ts.Node): readonly [ts.Node?, string?] {
  if (ts.isPropertyAccessExpression(node)) return [node.expression, node.name.text];
  if (ts.isQualifiedName(node)) return [node.left, node.right.text];
  return [];
}

/** The symbol that an identifier refers to, local imports not followed. */
export function symbolOf(node: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) return checker.getShorthandAssignmentValueSymbol(parent);
  if (ts.isExportSpecifier(parent)) return checker.getExportSpecifierLocalTargetSymbol(parent);
  return checker.getSymbolAtLocation(node);
}

/** The declaration that counts: the one with a body among overloads, a value before a type. */
export function declarationOf(symbol: ts.Symbol): ts.Declaration | undefined {
  const declarations = symbol.declarations ?? [];
  if (declarations.length < 2) return declarations[0];
  return declarations.find((node) => "body" in node && node.body !== undefined) ?? symbol.valueDeclaration ?? declarations[0];
}

function importOf(node: ts.Node): { readonly specifier: ts.Node; readonly name: string } | undefined {
  if (ts.isImportSpecifier(node)) {
    return { specifier: node.parent.parent.parent.moduleSpecifier, name: (node.propertyName ?? node.name).text };
  }
  if (ts.isNamespaceImport(node)) return { specifier: node.parent.parent.moduleSpecifier, name: "*" };
  if (ts.isImportClause(node)) return { specifier: node.parent.moduleSpecifier, name: "default" };
  if (ts.isExportSpecifier(node) && node.parent.parent.moduleSpecifier) {
    return { specifier: node.parent.parent.moduleSpecifier, name: (node.propertyName ?? node.name).text };
  }
  return undefined;
}
