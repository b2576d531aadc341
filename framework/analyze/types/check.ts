/** A project → what its own TypeScript compiler says. Effect: runs `tsc --noEmit`; writes nothing. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { text } from "node:stream/consumers";
import { compilerMissing, typeError } from "../../diagnostics/catalogue/types.ts";
import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { wordError } from "./wording.ts";

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
  if (compiler === undefined) return [diagnose(compilerMissing)];
  const words = [compiler, "--noEmit", "--pretty", "false", "--project", tsconfig];
  const child = spawn(process.execPath, words, {
    cwd: root,
    stdio: ["ignore", "pipe", "ignore"],
    ...(signal && { signal }),
  });
  child.on("error", () => undefined);
  return parseOutput(await text(child.stdout), root);
}

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

/** Reads `file(line,column): error TS2322: text`, with what is indented below it as part of the message. */
function parseOutput(output: string, root: string): readonly Diagnostic[] {
  const blocks = output.split(/\r?\n(?=\S)/u);
  return blocks.flatMap((block) => {
    const match = /^(?:(.+?)\((\d+),(\d+)\): )?error (TS\d+): ([^]*)$/u.exec(block);
    if (!match) return [];
    const [, file, line, column, code = "", said = ""] = match;
    const message = `${wordError(code, said.trim().split(/\s*\n\s*/u))} (${code})`;
    if (file === undefined) return [diagnose(typeError, { message })];
    const path = relative(root, resolve(root, file)).split(sep).join("/");
    return [
      diagnose(typeError, { message, at: { file: path, line: Number(line), column: Number(column), length: 1 } }),
    ];
  });
}
