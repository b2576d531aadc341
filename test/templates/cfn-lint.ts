/** CloudFormation's own linter, a Python program: installed once into a cache, used where Python and PyPI are there. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const version = "1.58.0";
const cache = join(import.meta.dirname, "..", "..", "node_modules", ".cache", "iffc");

/** What cfn-lint says of one place. */
interface LintMatch {
  readonly rule: string;
  readonly level: string;
  readonly message: string;
  /** The path inside the template, from `Resources` on. */
  readonly path: readonly string[];
}

/** The linter, or why there is none. */
export type Linter =
  | { readonly lint: (files: readonly string[]) => Promise<readonly LintMatch[]> }
  | { readonly missing: string };

/** Finds the linter, or installs it. */
export async function openLinter(): Promise<Linter> {
  const home = join(cache, `cfn-lint-${version}`);
  try {
    if (!existsSync(home)) await install(home);
  } catch (error) {
    return { missing: error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error) };
  }
  return { lint: (files) => lint(join(home, "bin", "python"), files) };
}

/** Installs beside and renames at the end, so that a half-made installation is never used. */
async function install(home: string): Promise<void> {
  const half = `${home}.${process.pid}`;
  await mkdir(cache, { recursive: true });
  try {
    await run("python3", ["-m", "venv", "--copies", half]);
    await run(join(half, "bin", "python"), ["-m", "pip", "install", "--quiet", `cfn-lint==${version}`]);
    await rename(half, home);
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}

/** The program's own entry point: its script would still name the folder that it was installed in. */
const start = "import sys; from cfnlint.runner import main; sys.exit(main())";

/** cfn-lint's exit code says which levels it found; whatever else fails leaves no JSON. */
async function lint(python: string, files: readonly string[]): Promise<readonly LintMatch[]> {
  const argv = ["-c", start, "--format", "json", "--regions", "eu-central-1", "--", ...files];
  const { stdout } = await run(python, argv, { maxBuffer: 64_000_000 }).catch((error: { stdout?: string }) => {
    if (!error.stdout?.startsWith("[")) throw error;
    return { stdout: error.stdout };
  });
  const matches = JSON.parse(stdout) as readonly RawMatch[];
  return matches.map(({ Rule, Level, Message, Location }) => ({
    rule: Rule.Id,
    level: Level,
    message: Message,
    path: (Location.Path ?? []).map(String),
  }));
}

interface RawMatch {
  readonly Rule: { readonly Id: string };
  readonly Level: string;
  readonly Message: string;
  readonly Location: { readonly Path?: readonly (string | number)[] | null };
}
