/**
 * The least that ts-morph does for an analysis: files without libraries and without declarations of packages, every node
 * visited, names and called properties resolved across files. `node morph-child.mjs FOLDER`.
 */
import { join } from "node:path";
import { Project, ts } from "ts-morph";

const [folder = ""] = process.argv.slice(2);
const project = new Project({
  skipAddingFilesFromTsConfig: true,
  skipFileDependencyResolution: true,
  skipLoadingLibFiles: true,
  compilerOptions: {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    noEmit: true,
    noLib: true,
    types: [],
  },
  resolutionHost: (host, options) => ({
    resolveModuleNames: (names, from) =>
      names.map((name) =>
        name.startsWith(".") ? ts.resolveModuleName(name, from, options(), host).resolvedModule : undefined,
      ),
  }),
});
project.addSourceFilesAtPaths(join(folder, "src/**/*.ts"));
const program = project.getProgram().compilerObject;
const checker = program.getTypeChecker();
let handlers = 0;
let resolved = 0;

function visit(node: ts.Node): void {
  if (ts.isMethodDeclaration(node) && (ts.getDecorators(node)?.length ?? 0) > 0) handlers++;
  if (ts.isIdentifier(node) && isOfInterest(node.parent) && checker.getSymbolAtLocation(node)) resolved++;
  ts.forEachChild(node, visit);
}

function isOfInterest(parent: ts.Node): boolean {
  return (
    ts.isPropertyAccessExpression(parent) ||
    ts.isCallExpression(parent) ||
    ts.isTypeReferenceNode(parent) ||
    ts.isImportSpecifier(parent)
  );
}

for (const file of project.getSourceFiles()) visit(file.compilerNode);
process.stdout.write(JSON.stringify({ handlers, resolved }), () => process.exit());
