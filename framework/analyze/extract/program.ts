import { ts } from "ts-morph";
import { type Lines, linesOf, locate, type Source } from "../sources/source.ts";
import { absolutePath, relativePath } from "../sources/paths.ts";
import type { Resolver } from "../sources/resolve.ts";
import type { Location } from "../../model/location.ts";
import { library } from "./library.ts";
import { openNarrowing } from "./narrowing.ts";

/**
 * The one door to TypeScript: parses files on demand, opens a program without libraries and declaration files over
 * them, and says which file is which. Nothing here reads the disk.
 */
export interface Program {
  readonly checker: ts.TypeChecker;
  /** The file of a project path. */
  file(path: string): ts.SourceFile | undefined;
  /** The project path of the file that a node stands in. */
  pathOf(node: ts.Node): string;
  /** The place of a node, without the comments before it. */
  locate(node: ts.Node): Location;
  /** The project file that a module specifier means. */
  resolve(specifier: string, from: ts.SourceFile): ts.SourceFile | undefined;
  /** The names of what may have a narrower type than it is declared with, in the file of a node. */
  narrowed(node: ts.Node): ReadonlySet<string>;
  /** Whether arrays have a member of a name. */
  hasArrayMember(name: string): boolean;
  /** Whether a node belongs to what stands in for the standard library. */
  isLibrary(node: ts.Node): boolean;
  syntaxErrors(file: ts.SourceFile): readonly ts.DiagnosticWithLocation[];
}

/** What a program is opened on. */
export interface ProgramRequest {
  readonly root: string;
  readonly resolver: Resolver;
  readonly parse: Parser;
  readonly entries: readonly string[];
  readonly sources: ReadonlyMap<string, Source>;
}

/** Parses a source, once. */
export type Parser = (source: Source) => ts.SourceFile;

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  jsx: ts.JsxEmit.Preserve,
  allowImportingTsExtensions: true,
  noEmit: true,
  noLib: true,
  skipLibCheck: true,
  strict: true,
  types: [],
};
const libraryPath = "/iffc-library.d.ts";

/** The name by which TypeScript knows a file: absolute, with forward slashes on every platform. */
function fileName(root: string, path: string): string {
  return absolutePath(root, path).replaceAll("\\", "/");
}

/** Makes a parser that keeps what it parsed. */
export function openParser(root: string): Parser {
  const parsed = new Map<string, ts.SourceFile>();
  return (source) => {
    const known = parsed.get(source.path);
    if (known) return known;
    const file = parse(fileName(root, source.path), source.text);
    parsed.set(source.path, file);
    return file;
  };
}

function parse(name: string, text: string): ts.SourceFile {
  return ts.createSourceFile(name, text, {
    languageVersion: ts.ScriptTarget.ESNext,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  });
}

/** Opens a program over some files and all that they import. */
export function openProgram(request: ProgramRequest): Program {
  const { root, resolver, sources } = request;
  const paths = new Map<string, string>();
  for (const path of sources.keys()) paths.set(fileName(root, path), path);
  const nameOf = (file: ts.SourceFile): string => paths.get(file.fileName) ?? relativePath(root, file.fileName);
  const target = (specifier: string, from: string): string | undefined => {
    const path = resolver.resolve(specifier, paths.get(from) ?? relativePath(root, from));
    return path !== undefined && sources.has(path) ? fileName(root, path) : undefined;
  };
  const program = ts.createProgram({
    rootNames: [libraryPath, ...request.entries.map((path) => fileName(root, path))],
    options,
    host: openHost(request, paths, target),
  });
  const linesIn = openLines();
  return {
    checker: program.getTypeChecker(),
    file: (path) => program.getSourceFile(fileName(root, path)),
    pathOf: (node) => nameOf(node.getSourceFile()),
    locate(node) {
      const file = node.getSourceFile();
      return locate(nameOf(file), linesIn(file), [node.getStart(file), node.end]);
    },
    resolve(specifier, from) {
      const name = target(specifier, from.fileName);
      return name === undefined ? undefined : program.getSourceFile(name);
    },
    narrowed: openNarrowing(program.getSourceFiles().filter((file) => file.fileName !== libraryPath)),
    hasArrayMember: (name) => arrayType(program)?.getProperty(name) !== undefined,
    isLibrary: (node) => node.getSourceFile().fileName === libraryPath,
    syntaxErrors: (file) => program.getSyntacticDiagnostics(file),
  };
}

/** Makes a function that splits each file into lines once. */
function openLines(): (file: ts.SourceFile) => Lines {
  const split = new Map<ts.SourceFile, Lines>();
  return (file) => {
    const lines = split.get(file) ?? linesOf(file.text);
    split.set(file, lines);
    return lines;
  };
}

function arrayType(program: ts.Program): ts.Type | undefined {
  const declared = program.getSourceFile(libraryPath)?.statements.filter(ts.isInterfaceDeclaration);
  const array = declared?.find(({ name }) => name.text === "Array");
  return array && program.getTypeChecker().getTypeAtLocation(array);
}

function openHost(
  { parse: parseSource, sources }: ProgramRequest,
  paths: ReadonlyMap<string, string>,
  target: (specifier: string, from: string) => string | undefined,
): ts.CompilerHost {
  return {
    getSourceFile(name) {
      if (name === libraryPath) return parse(libraryPath, library);
      const source = sources.get(paths.get(name) ?? "");
      return source && parseSource(source);
    },
    resolveModuleNameLiterals: (literals, from) =>
      literals.map(({ text }) => {
        const name = target(text, from);
        return {
          resolvedModule: name === undefined ? undefined : { resolvedFileName: name, extension: extensionOf(name) },
        };
      }),
    fileExists: (name) => paths.has(name) || name === libraryPath,
    readFile: (name) => sources.get(paths.get(name) ?? "")?.text,
    getDefaultLibFileName: () => libraryPath,
    getCurrentDirectory: () => "/",
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    writeFile: () => undefined,
  };
}

function extensionOf(name: string): string {
  return /\.(?:[cm]?ts|tsx)$/u.exec(name)?.[0] ?? ".ts";
}
