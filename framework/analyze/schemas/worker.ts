/**
 * contract types → JSON Schemas, on a thread of its own: the one part of analysis that loads the standard library's
 * types. Reads the type node that starts at each contract's place; never runs the user's code.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import type * as Generator from "ts-json-schema-generator";
import type { JsonObject } from "../../model/json.ts";
import type { Location } from "../../model/location.ts";
import { canonical } from "./canonical.ts";

/** What the thread is asked. */
export interface SchemaTask {
  readonly root: string;
  /** Absolute path; absent where the app has none. */
  readonly tsconfig?: string;
  readonly places: readonly Location[];
}

/** One answer: a schema, or why there is none. */
export type SchemaAnswer = { readonly schema: JsonObject } | { readonly failure: string };

// The generator checks nodes against its own copy of TypeScript, so the program must come from that copy.
const require = createRequire(import.meta.url);
const generator = require("ts-json-schema-generator") as typeof Generator;
const ts = createRequire(require.resolve("ts-json-schema-generator"))("typescript") as TypeScript;

/** The few names of the TypeScript API that are needed; the package itself has no types of that version here. */
interface TypeScript {
  createProgram(files: readonly string[], options: object): NonNullable<Generator.Config["tsProgram"]>;
  getParsedCommandLineOfConfigFile(path: string, extra: object, host: object): { options: object } | undefined;
  forEachChild(node: Node, visit: (child: Node) => void): void;
  isTypeNode(node: Node): boolean;
  readonly sys: object;
  readonly SyntaxKind: Readonly<Record<string, number>>;
}

type Node = Parameters<Generator.SchemaGenerator["createSchemaFromNodes"]>[0][number];
type Program = NonNullable<Generator.Config["tsProgram"]>;

const config = {
  ...generator.DEFAULT_CONFIG,
  expose: "none",
  topRef: false,
  jsDoc: "basic",
  functions: "fail",
  encodeRefs: false,
  skipTypeCheck: true,
} as const;

/** Library types that look like objects but do not survive JSON. */
const unserialisable = new Set(["Date", "Map", "Set", "WeakMap", "WeakSet", "Promise", "RegExp", "Error", "URL"]);

function answerAll(task: SchemaTask): readonly SchemaAnswer[] {
  const files = [...new Set(task.places.map((place) => join(task.root, place.file)))];
  const program = ts.createProgram(files, readOptions(task));
  return task.places.map((place) => answer(task, program, place));
}

/** A generator remembers types, and how it wrote them down: a new one each time answers without regard to the others. */
function openGenerator(program: Program): Generator.SchemaGenerator {
  const parser = generator.createParser(program, config, (chain) => chain.addNodeParser(refuseUnserialisable(program)));
  return new generator.SchemaGenerator(program, parser, generator.createFormatter(config), config);
}

function readOptions(task: SchemaTask): object {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
  const parsed = task.tsconfig ? ts.getParsedCommandLineOfConfigFile(task.tsconfig, {}, host) : undefined;
  const fallback = { strict: true, target: 99, module: 199, moduleResolution: 99, allowImportingTsExtensions: true };
  return { ...(parsed?.options ?? fallback), noEmit: true, types: [], skipLibCheck: true, composite: false };
}

function answer(task: SchemaTask, program: Program, place: Location): SchemaAnswer {
  const node = findType(program, join(task.root, place.file), place);
  if (!node) return { failure: "The type could not be found in its file." };
  try {
    return { schema: canonical(openGenerator(program).createSchemaFromNodes([node]) as JsonObject) };
  } catch (error) {
    return { failure: error instanceof Error ? reasonOf(error) : String(error) };
  }
}

const noForm = "has no form in JSON.";

/** What the generator itself stumbled over says nothing to those who wrote the type. */
function reasonOf(error: Error): string {
  if (error.message.endsWith(noForm)) return error.message;
  return "It is computed in a way that cannot be read: write it out as an interface, or as a type of its own.";
}

/** The outermost type node that starts at a place. */
function findType(program: Program, path: string, place: Location): Node | undefined {
  const source = program.getSourceFile(path);
  if (!source) return undefined;
  const offset = source.getPositionOfLineAndCharacter(place.line - 1, place.column - 1);
  let found: Node | undefined;
  const visit = (node: Node): void => {
    if (found || node.end < offset || node.pos > offset) return;
    if (ts.isTypeNode(node) && node.getStart(source) === offset) found = node;
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function refuseUnserialisable(program: Program): Generator.SubNodeParser {
  const checker = program.getTypeChecker();
  const nameOf = (node: Node): string | undefined => {
    if (node.kind === ts.SyntaxKind.BigIntKeyword) return "bigint";
    if (node.kind !== ts.SyntaxKind.TypeReference) return undefined;
    const symbol = checker.getTypeAtLocation(node).getSymbol();
    const file = symbol?.declarations?.[0]?.getSourceFile();
    if (!symbol || !file || !program.isSourceFileDefaultLibrary(file)) return undefined;
    return unserialisable.has(symbol.name) ? symbol.name : undefined;
  };
  return {
    supportsNode: (node) => nameOf(node) !== undefined,
    createType: (node) => {
      throw new generator.BuildError({ messageText: `${nameOf(node)} ${noForm}`, node });
    },
  };
}

parentPort?.postMessage(answerAll(workerData as SchemaTask));
