import { ts } from "ts-morph";
import type { Related } from "../../diagnostics/diagnostic.ts";
import { type ExportTable, openExports } from "./exports.ts";
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

interface Lookup {
  readonly program: Program;
  readonly exportsOf: (file: ts.SourceFile) => ExportTable;
  readonly known: Map<ts.Symbol, Meaning>;
  /** The same by node: names are asked for again and again. */
  readonly asked: Map<ts.Node, Meaning>;
}

/** Opens the names of a program. */
export function openNames(program: Program): Names {
  const lookup: Lookup = { program, exportsOf: openExports(), known: new Map(), asked: new Map() };
  return {
    meaningOf: (node) => meaningOf(node, lookup),
    iffcName(node) {
      const meaning = meaningOf(node, lookup);
      if (meaning.type !== "external") return undefined;
      return /^iffc(?:\/|$)/u.test(meaning.module) ? meaning.name : undefined;
    },
  };
}

function meaningOf(node: ts.Node, lookup: Lookup): Meaning {
  const asked = lookup.asked.get(node);
  if (asked) return asked;
  const meaning = findMeaning(node, lookup);
  lookup.asked.set(node, meaning);
  return meaning;
}

function findMeaning(node: ts.Node, lookup: Lookup): Meaning {
  const [left, right] = split(node);
  if (!left || !right) return ts.isIdentifier(node) ? meaningOfName(node, lookup) : unresolved;
  const outer = meaningOf(left, lookup);
  if (outer.type === "namespace") {
    return exportOf(outer.file, { name: right, chain: outer.chain, seen: new Set() }, lookup);
  }
  return outer.type === "external" && outer.name === "*" ? { ...outer, name: right } : unresolved;
}

function meaningOfName(node: ts.Identifier, lookup: Lookup): Meaning {
  const symbol = symbolOf(node, lookup.program.checker);
  if (!symbol) return unresolved;
  const meaning = lookup.known.get(symbol) ?? follow(symbol, { chain: [], seen: new Set() }, lookup);
  lookup.known.set(symbol, meaning);
  return meaning;
}

/** A name that is looked for, and the imports that led here. */
interface Search {
  readonly name: string;
  readonly chain: readonly Related[];
  /** What was looked into: files may re-export one another. */
  readonly seen: Set<string>;
}

function follow(symbol: ts.Symbol | undefined, search: Omit<Search, "name">, lookup: Lookup): Meaning {
  const node = symbol && declarationOf(symbol);
  if (!node) return unresolved;
  const imported = importOf(node);
  if (!imported) return { type: "declaration", node, chain: search.chain };
  return fromModule(imported.specifier, { ...search, name: imported.name }, lookup);
}

function fromModule(specifier: ts.Node, search: Search, lookup: Lookup): Meaning {
  const { name, chain, seen } = search;
  if (!ts.isStringLiteralLike(specifier) || chain.length > limitOfSteps) return unresolved;
  const at = lookup.program.locate(specifier);
  const file = lookup.program.resolve(specifier.text, specifier.getSourceFile());
  const steps = [...chain, { message: `\`${name}\` comes from "${specifier.text}"`, at }];
  if (!file) return { type: "external", module: specifier.text, name, chain: steps };
  if (name === "*") return { type: "namespace", file, chain: steps };
  const visit = `${name}\0${file.fileName}`;
  if (seen.has(visit)) return unresolved;
  seen.add(visit);
  return exportOf(file, { ...search, chain: steps }, lookup);
}

function exportOf(file: ts.SourceFile, search: Search, lookup: Lookup): Meaning {
  const { names, stars } = lookup.exportsOf(file);
  const exported = names.get(search.name);
  if (exported?.type === "declaration") return { type: "declaration", node: exported.node, chain: search.chain };
  if (exported?.type === "from") return fromModule(exported.specifier, { ...search, name: exported.name }, lookup);
  if (exported) return follow(symbolOf(exported.name, lookup.program.checker), search, lookup);
  const through = stars.map((specifier) => fromModule(specifier, search, lookup));
  return (
    through.find(({ type }) => type === "declaration" || type === "namespace") ??
    through.find(({ type }) => type === "external") ??
    unresolved
  );
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
  return (
    declarations.find((node) => "body" in node && node.body !== undefined) ?? symbol.valueDeclaration ?? declarations[0]
  );
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
