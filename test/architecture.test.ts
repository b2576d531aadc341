import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { builtinModules } from "node:module";
import { ts } from "ts-morph";
import { describe, expect, it } from "vitest";
import { kinds } from "../framework/kinds/registry.ts";

const root = join(import.meta.dirname, "..");

interface Import {
  readonly from: string;
  readonly to: string;
  /** Whether nothing of it exists at run time. */
  readonly typeOnly: boolean;
}

function sourcesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((path) => join(folder, path))
    .filter((path) => path.endsWith(".ts") && !path.includes("node_modules"));
}

const isTest = (path: string): boolean => /(?:\.test|\/contract)\.ts$/u.test(path);
const framework = sourcesBelow("framework").filter((path) => !isTest(path));
const cli = sourcesBelow("cli").filter((path) => !isTest(path));

const parse = (path: string): ts.SourceFile =>
  ts.createSourceFile(path, readFileSync(join(root, path), "utf8"), ts.ScriptTarget.Latest, true);

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  const clause = node.importClause;
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const bindings = clause.namedBindings;
  if (clause.name || !bindings || !ts.isNamedImports(bindings)) return false;
  return bindings.elements.length > 0 && bindings.elements.every((element) => element.isTypeOnly);
}

function importsOf(path: string): readonly Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean): void => {
    if (!specifier || !ts.isStringLiteral(specifier)) return;
    const to = specifier.text.startsWith(".")
      ? relative(root, resolve(root, dirname(path), specifier.text))
      : specifier.text;
    found.push({ from: path, to, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node));
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(parse(path));
  return found;
}

const imports = [...framework, ...cli].flatMap(importsOf);
const values = imports.filter(({ typeOnly }) => !typeOnly);
const within = (folder: string) => (path: string) => path.startsWith(`${folder}/`);
const show = (list: readonly Import[]): readonly string[] => list.map(({ from, to }) => `${from} → ${to}`);

/** Value imports of files below a folder that the predicate does not allow. */
function offences(folder: string, allowed: (to: string) => boolean): readonly string[] {
  return show(values.filter(({ from, to }) => from.startsWith(`${folder}/`) && !allowed(to)));
}

const isSpecifier = (node: ts.Node): boolean =>
  ts.isImportDeclaration(node.parent) || ts.isExportDeclaration(node.parent);

/** `{ Bucket: name }` in a call or a template: the word is AWS's own. */
const isParameterOfAws = (path: string, node: ts.Node): boolean =>
  path.startsWith("framework/targets/aws/") && ts.isPropertyAssignment(node.parent) && node.parent.name === node;

const isNode = (to: string): boolean => to.startsWith("node:") || builtinModules.includes(to);

describe("the house", () => {
  it("has exactly the agreed top level", () => {
    const visible = readdirSync(root).filter(
      (name) => !name.startsWith(".") && !["node_modules", "dist"].includes(name) && !name.startsWith("dist."),
    );
    expect(visible.sort()).toEqual(
      [
        "CHANGELOG.md",
        "LICENSE",
        "README.md",
        "cli",
        "examples",
        "framework",
        "package-lock.json",
        "package.json",
        "test",
        "tsconfig.json",
      ].sort(),
    );
  });

  it("has no room for odds and ends", () => {
    const forbidden = /^(?:utils?|helpers?|common|shared|private|misc|lib|base|managers?)(?:\.ts)?$/u;
    const paths = [...framework, ...cli].flatMap((path) => path.split("/"));
    expect(paths.filter((part) => forbidden.test(part))).toEqual([]);
  });

  it("keeps model to itself", () => {
    expect(offences("framework/model", (to) => within("framework/model")(to))).toEqual([]);
  });

  it("bundles a runtime that depends on Node alone", () => {
    expect(offences("framework/runtime", (to) => within("framework/runtime")(to) || isNode(to))).toEqual([]);
  });

  it("has decorators that import no value", () => {
    const decorators = values.filter(({ from }) => basename(from) === "decorator.ts");
    expect(show(decorators)).toEqual([]);
  });

  it("lets kinds meet as data only", () => {
    const kindOf = (path: string): string | undefined => /^framework\/kinds\/([^/]+)\//u.exec(path)?.[1];
    const crossing = imports.filter(({ from, to }) => kindOf(from) && kindOf(to) && kindOf(from) !== kindOf(to));
    expect(show(crossing)).toEqual([]);
  });

  it("lets phases know kinds by their contract", () => {
    const outside = values.filter(({ from }) => from.startsWith("framework/") && !within("framework/kinds")(from));
    const insideAKind = outside.filter(({ to }) => /^framework\/kinds\/[^/]+\//u.test(to));
    expect(show(insideAKind)).toEqual([]);
  });

  it("keeps targets apart", () => {
    const crossing = imports.filter(
      ({ from, to }) =>
        (within("framework/targets/aws")(from) && within("framework/targets/local")(to)) ||
        (within("framework/targets/local")(from) && within("framework/targets/aws")(to)),
    );
    expect(show(crossing)).toEqual([]);
  });

  it("gives the command line one door", () => {
    const reaching = imports.filter(
      ({ from, to }) => within("cli")(from) && to.startsWith("framework/") && to !== "framework/toolkit.ts",
    );
    expect(show(reaching)).toEqual([]);
  });

  it("uses each heavy tool in one place", () => {
    const users = (tool: string) => [
      ...new Set(
        values
          .filter(({ to }) => to === tool || to.startsWith(`${tool}/`))
          .map(({ from }) => from.split("/").slice(0, 2).join("/")),
      ),
    ];
    expect(users("ts-morph")).toEqual(["framework/analyze"]);
    expect(users("esbuild").filter((user) => user !== "framework/testing.ts")).toEqual(["framework/build"]);
    const sdk = [...new Set(values.filter(({ to }) => to.startsWith("@aws-sdk/")).map(({ from }) => dirname(from)))];
    expect(sdk.filter((folder) => !folder.startsWith("framework/targets/aws/cloud"))).toEqual([]);
  });

  it("imports itself by path and never by a cycle", () => {
    const graph = Map.groupBy(
      values.filter(({ to }) => to.endsWith(".ts")),
      ({ from }) => from,
    );
    const state = new Map<string, "open" | "done">();
    const cycles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (state.get(path) === "done") return;
      if (state.get(path) === "open") return void cycles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
      state.set(path, "open");
      for (const { to } of graph.get(path) ?? []) visit(to, [...trail, path]);
      state.set(path, "done");
    };
    for (const path of graph.keys()) visit(path, []);
    expect(cycles).toEqual([]);
    const missing = values.filter(({ to }) => to.startsWith("framework/") && !existsSync(join(root, to)));
    expect(show(missing)).toEqual([]);
  });

  it("names no kind outside kinds/", () => {
    const names = new Set(
      kinds.flatMap((kind) => [
        kind.name,
        ...(kind.resource?.decorator ? [kind.resource.decorator] : []),
        ...kind.triggers.flatMap((trigger) => Object.keys(trigger.decorators)),
      ]),
    );
    const found: string[] = [];
    for (const path of framework.filter((file) => !within("framework/kinds")(file) && file !== "framework/index.ts")) {
      const visit = (node: ts.Node): void => {
        const isText = ts.isIdentifier(node) || ts.isStringLiteralLike(node);
        if (isText && names.has(node.text) && !isSpecifier(node) && !isParameterOfAws(path, node)) {
          found.push(`${path}: ${node.text}`);
        }
        ts.forEachChild(node, visit);
      };
      visit(parse(path));
    }
    expect(found).toEqual([]);
  });

  it("only ever prints in cli/render", () => {
    const printing = [...framework, ...cli].filter(
      (path) =>
        !path.startsWith("cli/render/") &&
        /\bconsole\.\w+\(/u.test(readFileSync(join(root, path), "utf8").replace(/^\s*\*.*$/gmu, "")),
    );
    expect(printing).toEqual([]);
  });

  it("has small files", () => {
    const sizes = framework
      .map((path) => readFileSync(join(root, path), "utf8").split("\n").length)
      .sort((left, right) => left - right);
    const at = (share: number): number => sizes[Math.floor(sizes.length * share)] ?? 0;
    expect(sizes.at(-1)).toBeLessThanOrEqual(251);
    expect(at(0.9)).toBeLessThanOrEqual(170);
  });
});
