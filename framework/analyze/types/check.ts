/** A project → what its own TypeScript compiler says. Effect: runs `tsc --noEmit`; writes nothing. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { text } from "node:stream/consumers";
import { compilerMissing, packagesMissing, typeError } from "../../diagnostics/catalogue/types.ts";
import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Location } from "../../model/location.ts";
import { isDeclared, isInstalled } from "./packages.ts";
import { packageOf, wordError } from "./wording.ts";

/** What is checked. */
export interface TypeCheck {
  /** The project's root, absolute. */
  readonly root: string;
  /** Its tsconfig.json, absolute; without one there is nothing to check by. */
  readonly tsconfig?: string;
  readonly signal?: AbortSignal;
}

/** Runs the project's compiler and reports its errors at their places. */
export async function checkTypes({ root, tsconfig, signal }: TypeCheck): Promise<readonly Diagnostic[]> {
  if (tsconfig === undefined) return [];
  const compiler = await findCompiler(root);
  if (compiler === undefined) {
    return [diagnose(compilerMissing, isDeclared(root, "typescript") ? { hint: installAll } : {})];
  }
  const words = [compiler, "--noEmit", "--pretty", "false", "--project", tsconfig];
  const child = spawn(process.execPath, words, {
    cwd: root,
    stdio: ["ignore", "pipe", "ignore"],
    ...(signal && { signal }),
  });
  child.on("error", () => undefined);
  return explainErrors(parseOutput(await text(child.stdout), root), root);
}

const installAll = "Run: npm install";

/** The script behind `tsc`, resolved as the project's own code would resolve it. */
async function findCompiler(root: string): Promise<string | undefined> {
  try {
    const manifest = createRequire(join(root, "package.json")).resolve("typescript/package.json");
    const { bin } = JSON.parse(await readFile(manifest, "utf8")) as { bin?: Record<string, string> };
    return bin?.["tsc"] === undefined ? undefined : join(dirname(manifest), bin["tsc"]);
  } catch {
    return undefined;
  }
}

/** One error of the compiler: its code, its lines, and where it is, if anywhere. */
interface CompilerError {
  readonly code: string;
  readonly said: readonly string[];
  readonly at?: Location;
}

/** Reads `file(line,column): error TS2322: text`, with what is indented below it as part of the message. */
function parseOutput(output: string, root: string): readonly CompilerError[] {
  const blocks = output.split(/\r?\n(?=\S)/u);
  return blocks.flatMap((block) => {
    const match = /^(?:(.+?)\((\d+),(\d+)\): )?error (TS\d+): ([^]*)$/u.exec(block);
    if (!match) return [];
    const [, file, line, column, code = "", lines = ""] = match;
    const said = lines.trim().split(/\s*\n\s*/u);
    if (file === undefined) return [{ code, said }];
    const path = relative(root, resolve(root, file)).split(sep).join("/");
    return [{ code, said, at: { file: path, line: Number(line), column: Number(column), length: 1 } }];
  });
}

/** Each error at its place, but one for all packages that are not installed, as one command brings them. */
function explainErrors(errors: readonly CompilerError[], root: string): readonly Diagnostic[] {
  const groups = Map.groupBy(errors, (error) => (isMissing(error, root) ? "missing" : "other"));
  const missing = groups.get("missing");
  const others = (groups.get("other") ?? []).map(explainError);
  return missing ? [explainMissing(missing, root), ...others] : others;
}

function explainError({ code, said, at }: CompilerError): Diagnostic {
  return diagnose(typeError, { message: `${wordError(code, said)} (${code})`, at });
}

/** Whether it comes from a package that is not there: this one, or any that the project names. */
function isMissing({ code, said }: CompilerError, root: string): boolean {
  const name = packageOf(code, said);
  if (name === undefined || isInstalled(root, name)) return false;
  return name === "iffc" || isDeclared(root, name);
}

function explainMissing(errors: readonly CompilerError[], root: string): Diagnostic {
  const names = [...new Set(errors.flatMap(({ code, said }) => packageOf(code, said) ?? []))];
  const verb = names.length === 1 ? "is" : "are";
  return diagnose(packagesMissing, {
    at: errors.find(({ at }) => at !== undefined)?.at,
    message: `${names.map((name) => `\`${name}\``).join(", ")} ${verb} not installed here.`,
    hint: names.every((name) => isDeclared(root, name)) ? installAll : "Run: npm install iffc",
  });
}
