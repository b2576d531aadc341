import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Analysis, analyze } from "../../framework/analyze/analyze.ts";
import { kinds } from "../../framework/kinds/registry.ts";

/** The files of a small project: relative path → text. */
export type ProjectFiles = Readonly<Record<string, string>>;

/** Writes a project into a new folder, hands it over and removes it again. */
export async function withProject<Result>(
  files: ProjectFiles,
  use: (root: string) => Promise<Result>,
): Promise<Result> {
  const root = mkdtempSync(join(tmpdir(), "iffc-project-"));
  try {
    writeFiles(root, files);
    return await use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Writes files below a folder. */
export function writeFiles(root: string, files: ProjectFiles): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Analyzes a small project with all kinds, nothing remembered. */
export function analyzeFiles(files: ProjectFiles): Promise<Analysis> {
  return withProject(files, (root) => analyze({ root, cache: false }, kinds));
}
