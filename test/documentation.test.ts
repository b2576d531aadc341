/** What users read in their editor: everything that the package exports says what it is. */
import { join } from "node:path";
import { type ExportedDeclarations, type JSDoc, Node, Project } from "ts-morph";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../framework");

/** The project without libraries: who exports what is all that is asked. */
function openProject(): Project {
  const compilerOptions = { noLib: true, types: [], allowImportingTsExtensions: true, noEmit: true };
  return new Project({ compilerOptions, skipAddingFilesFromTsConfig: true });
}

const project = openProject();

type Exports = ReadonlyMap<string, readonly ExportedDeclarations[]>;

function exportsOf(entry: string): Exports {
  const file = project.addSourceFileAtPath(join(root, `${entry}.ts`));
  project.resolveSourceFileDependencies();
  return file.getExportedDeclarations();
}

/** The comments of a declaration; those of a variable stand above its statement. */
function commentsOf(node: Node | undefined): readonly JSDoc[] {
  const owner = Node.isVariableDeclaration(node) ? node.getVariableStatement() : node;
  return Node.isJSDocable(owner) ? owner.getJsDocs() : [];
}

function isDescribed(node: Node): boolean {
  return commentsOf(node).some((comment) => comment.getDescription().trim() !== "");
}

function hasTag(name: string, ...nodes: readonly Node[]): boolean {
  return nodes.flatMap(commentsOf).some((comment) => comment.getTags().some((tag) => tag.getTagName() === name));
}

interface Member {
  readonly name: string;
  readonly node: Node;
  readonly isOptional: boolean;
}

/** What can be reached through a declaration, but for what it inherits and for brands, which nobody writes. */
function membersOf(declaration: Node): readonly Member[] {
  const literals = Node.isTypeAliasDeclaration(declaration) ? partsOf(declaration.getTypeNode()) : [declaration];
  return literals.flatMap(declaredIn).flatMap((node) => {
    const isOptional = Node.isPropertySignature(node) && node.hasQuestionToken();
    const name = Node.hasName(node) ? node.getName() : "()";
    return name.startsWith("[") || isHidden(node) ? [] : [{ name, node, isOptional }];
  });
}

function declaredIn(node: Node): readonly Node[] {
  if (Node.isInterfaceDeclaration(node) || Node.isTypeLiteral(node)) return node.getMembers();
  return Node.isClassDeclaration(node) ? [...node.getStaticMembers(), ...node.getInstanceMembers()] : [];
}

function partsOf(type: Node | undefined): readonly Node[] {
  if (type === undefined) return [];
  return Node.isIntersectionTypeNode(type) ? type.getTypeNodes() : [type];
}

function isHidden(node: Node): boolean {
  return Node.isModifierable(node) && (node.hasModifier("private") || node.hasModifier("override"));
}

const undescribedSymbols = (exports: Exports): readonly string[] =>
  [...exports].filter(([, declarations]) => !declarations.some(isDescribed)).map(([name]) => name);

const allMembers = (exports: Exports): readonly (Member & { readonly owner: string })[] =>
  [...exports].flatMap(([owner, declarations]) =>
    declarations.flatMap(membersOf).map((member) => ({ ...member, owner })),
  );

const undescribedMembers = (exports: Exports): readonly string[] =>
  allMembers(exports)
    .filter(({ node }) => !isDescribed(node))
    .map(({ owner, name }) => `${owner}.${name}`);

const optionsWithoutDefault = (exports: Exports): readonly string[] =>
  allMembers(exports)
    .filter(({ owner, node, isOptional }) => owner.endsWith("Options") && isOptional && !hasTag("default", node))
    .map(({ owner, name }) => `${owner}.${name}`);

const functionsWithoutExample = (exports: Exports): readonly string[] =>
  [...exports]
    .map(([name, declarations]) => ({
      name,
      callable: declarations.filter((each) => Node.isFunctionDeclaration(each) || Node.isVariableDeclaration(each)),
    }))
    .filter(({ callable }) => callable.length > 0 && !hasTag("example", ...callable))
    .map(({ name }) => name);

describe.each(["index", "config", "testing", "toolkit", "kind"])("the entry point %s", (entry) => {
  it("says of every symbol what it is", () => {
    const exports = exportsOf(entry);
    expect(exports.size).toBeGreaterThan(0);
    expect(undescribedSymbols(exports)).toEqual([]);
  });
});

describe.each(["index", "config", "testing"])("for users, %s", (entry) => {
  const exports = exportsOf(entry);

  it("says of every member what it is", () => {
    expect(undescribedMembers(exports)).toEqual([]);
  });

  it("says what an option is that is left out", () => {
    expect(optionsWithoutDefault(exports)).toEqual([]);
  });

  it("shows how every function and decorator is used", () => {
    expect(functionsWithoutExample(exports)).toEqual([]);
  });
});

it("would notice what is missing", () => {
  const file = openProject().createSourceFile(
    "entry.ts",
    `/** @default 1 */
     export interface BareOptions {
       bare?: string;
       /** Told. */
       told: string;
       readonly [brand]: true;
     }
     /** Both. */
     export type Both = Left & { right: string };
     /** Thing. */
     export class Thing {
       static of() {}
       /** Size. */
       size = 1;
       override name = "";
       private own = 1;
     }
     /** @example many() */
     export function many(): void {}
     /** One. */
     export const one = () => many();`,
  );
  const exports = file.getExportedDeclarations();
  expect(undescribedSymbols(exports).toSorted()).toEqual(["BareOptions", "many"]);
  expect(undescribedMembers(exports).toSorted()).toEqual(["BareOptions.bare", "Both.right", "Thing.of"]);
  expect(optionsWithoutDefault(exports)).toEqual(["BareOptions.bare"]);
  expect(functionsWithoutExample(exports)).toEqual(["one"]);
});
