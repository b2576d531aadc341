/**
 * source files → facts, per file. The only phase that loads TypeScript; it never runs the sources it reads, and it does
 * not know which kinds there are: what a decorator means is decided when facts are linked.
 */
import { ts } from "ts-morph";
import { nestedTooDeeply, reflectedMetadata, syntaxError } from "../../diagnostics/catalogue/sources.ts";
import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import type { Evaluator } from "../evaluate.ts";
import { openEvaluator } from "../evaluate.ts";
import type { CallFacts, ClassFacts, FileFacts } from "../facts.ts";
import type { Extractor, Request } from "../sources/gather.ts";
import { linesOf, locate, type Source } from "../sources/source.ts";
import { readClass } from "./classes.ts";
import { listExports } from "./exports.ts";
import { openSchemaReader } from "../plain/read.ts";
import { importsOf, valueImportsOf } from "./imports.ts";
import { type Names, openNames } from "./names.ts";
import { openParser, openProgram, type Program, type ProgramRequest } from "./program.ts";
import { openReach } from "./reach.ts";
import type { TypeReader } from "./types.ts";
import { readUnits } from "./units.ts";
import type { WalkScope } from "./notes.ts";

/** What a file is read with. */
interface FileScope extends WalkScope, TypeReader {}

/** Opens an extractor for one gathering of facts. */
export function openExtractor({ root, resolver, verbatimImports }: Request): Extractor {
  const parse = openParser(root);
  return {
    importsOf: (source) => attempt(() => importsOf(parse(source)), []),
    extract(paths, sources) {
      const request = { root, resolver, parse, entries: paths, sources };
      const scope = attempt(() => openScope(request), undefined) ?? openScope(withoutDeep(request));
      const facts = paths.map((path) => {
        const read = attempt(() => readFile(path, scope, verbatimImports), undefined);
        return [path, read ?? unreadable(path, sources.get(path))] as const;
      });
      return new Map(facts);
    },
  };
}

function openScope(request: ProgramRequest): FileScope {
  const program = openProgram(request);
  const names = openNames(program);
  return {
    program,
    names,
    evaluate: openEvaluator(program, names),
    reach: openReach(program, names),
    schemaOf: openSchemaReader(program, names),
  };
}

/** The same request without the files that exhaust the stack, each tried alone. */
function withoutDeep(request: ProgramRequest): ProgramRequest {
  const isFine = ([path, source]: readonly [string, Source]): boolean => {
    const alone = { ...request, entries: [path], sources: new Map([[path, source]]) };
    return attempt(() => openProgram(alone) !== undefined, false);
  };
  const sources = new Map([...request.sources].filter(isFine));
  return { ...request, sources, entries: request.entries.filter((path) => sources.has(path)) };
}

/** Runs what may exhaust the stack on absurdly nested input; any other failure is a bug and passes. */
function attempt<Result>(run: () => Result, fallback: Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError) return fallback;
    throw error;
  }
}

function unreadable(path: string, source: Source | undefined): FileFacts {
  const at = locate(path, linesOf(source?.text ?? ""), [0, 0]);
  const diagnostics = [diagnose(nestedTooDeeply, { at })];
  return { path, imports: [], valueImports: [], classes: [], units: [], diagnostics };
}

function readFile(path: string, scope: FileScope, verbatimImports: boolean): FileFacts | undefined {
  const { program } = scope;
  const file = program.file(path);
  if (!file) return undefined;
  const diagnostics = [...syntaxDiagnostics(file, program), ...metadataDiagnostics(file, program)];
  const exportedCall = exportedCallOf(file, scope);
  return {
    path,
    imports: importsOf(file),
    valueImports: valueImportsOf(file, scope, verbatimImports),
    classes: readClasses(file, scope),
    units: readUnits(file, scope),
    ...(exportedCall && { exportedCall }),
    diagnostics,
  };
}

function readClasses(file: ts.SourceFile, scope: FileScope): readonly ClassFacts[] {
  const exports = listExports(file);
  const declared = file.statements.filter((statement) => ts.isClassDeclaration(statement));
  const written = file.text.match(/\bclass\b/gu)?.length ?? 0;
  const all = written === declared.length ? declared : findClasses(file);
  return all.map((node) => readClass(node, exports, scope));
}

/** All classes of a file, also those inside of functions and expressions. */
function findClasses(file: ts.SourceFile): readonly ts.ClassLikeDeclaration[] {
  const classes: ts.ClassLikeDeclaration[] = [];
  const find = (node: ts.Node): void => {
    if (ts.isClassLike(node)) classes.push(node);
    ts.forEachChild(node, find);
  };
  find(file);
  return classes;
}

function exportedCallOf(
  file: ts.SourceFile,
  { program, names, evaluate }: { readonly program: Program; readonly names: Names; readonly evaluate: Evaluator },
): CallFacts | undefined {
  const statement = file.statements.find((candidate) => ts.isExportAssignment(candidate));
  const call = statement && ts.isCallExpression(statement.expression) ? statement.expression : undefined;
  const name = call && names.iffcName(call.expression);
  if (!call || name === undefined) return undefined;
  return { name, arguments: call.arguments.map(evaluate), at: program.locate(call) };
}

function syntaxDiagnostics(file: ts.SourceFile, program: Program): readonly Diagnostic[] {
  const errors = program.syntaxErrors(file);
  if (errors.length === 0) return [];
  const starts = linesOf(file.text);
  return errors.map(({ start, length, messageText }) => {
    const at = locate(program.pathOf(file), starts, [start, start + length]);
    return diagnose(syntaxError, { at, message: ts.flattenDiagnosticMessageText(messageText, " ") });
  });
}

/** Uses of `Reflect.getMetadata` and its relatives. */
function metadataDiagnostics(file: ts.SourceFile, program: Program): readonly Diagnostic[] {
  if (!file.text.includes("etadata")) return [];
  const diagnostics: Diagnostic[] = [];
  const find = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && /^Reflect\.(?:get|has|define)(?:Own)?Metadata$/u.test(node.getText())) {
      diagnostics.push(diagnose(reflectedMetadata, { at: program.locate(node) }));
    }
    ts.forEachChild(node, find);
  };
  find(file);
  return diagnostics;
}
