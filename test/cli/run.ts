/** Runs the command line as a process of its own and shows the whole of what it prints. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";

const root = join(import.meta.dirname, "../..");
const goldens = join(root, "test/golden/cli");

/** The built command. */
export const program = join(root, "dist/cli/main.js");

/** A fresh folder for apps. */
export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), "iffc-cli-"));
}

/** A copy of the example with what it needs installed; `edit` changes its service. */
export function makeApp(folder: string, name: string, edit: (text: string) => string = (text) => text): string {
  const app = join(folder, name);
  cpSync(join(root, "examples/hello"), app, { recursive: true, filter: (path) => !path.includes(".iffc") });
  mkdirSync(join(app, "node_modules"));
  symlinkSync(root, join(app, "node_modules/iffc"));
  symlinkSync(join(root, "node_modules/@types"), join(app, "node_modules/@types"));
  symlinkSync(join(root, "node_modules/typescript"), join(app, "node_modules/typescript"));
  change(join(app, "orders.ts"), edit);
  return app;
}

/** Rewrites a file. */
export function change(file: string, edit: (text: string) => string): void {
  writeFileSync(file, edit(readFileSync(file, "utf8")));
}

/** How a command ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in a folder, where nobody watches and nobody can be asked. */
export function run(folder: string, words: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: folder, NO_COLOR: "1", CI: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { status, stdout, stderr };
}

/** A command with all that it prints, the same on every machine. */
export function show(folder: string, words: readonly string[], hide: Readonly<Record<string, string>> = {}): string {
  const { status, stdout, stderr } = run(folder, words);
  const stable = (text: string): string =>
    Object.entries(hide)
      .reduce((shown, [secret, name]) => shown.replaceAll(secret, name), text)
      .replace(/\d+\.\d\d s$/gmu, "0.00 s")
      .replace(/(127\.0\.0\.1):\d+/gu, "$1:<port>")
      .replace(/(Digest) [0-9a-f]{12}$/gmu, "$1 <digest>")
      // The compiler runs beside the analysis, so the order of their lines is not fixed.
      .replace(/(?:^✓ (?:Read the code|Check types|Plan).*\n)+/gmu, sortLines);
  return `$ iffc ${words.join(" ")}\n${stable(stdout)}--- errors\n${stable(stderr)}--- exit ${status}\n`;
}

function sortLines(block: string): string {
  return `${block.trimEnd().split("\n").sort().join("\n")}\n`;
}

/** Compares with the golden of that name; `UPDATE=1` writes it. */
export function expectGolden(name: string, actual: string): void {
  const file = join(goldens, `${name}.txt`);
  if (process.env["UPDATE"] === "1" && !process.env["CI"]) writeFileSync(file, actual);
  expect(existsSync(file), `There is no ${file}: run with UPDATE=1 and look at it.`).toBe(true);
  expect(actual).toBe(readFileSync(file, "utf8"));
}
