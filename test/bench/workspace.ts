import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { buildSync } from "esbuild";

/** The package under test, as a user has it installed. */
export const root = join(import.meta.dirname, "../..");

/** A temporary folder in which everything of one run lies. */
export interface Workspace {
  /** A new folder in it, below which the repository's packages and iffc itself are found. */
  folder(name: string): string;
  /** The compiled form of a process of this bench, by its path from here: reading TypeScript would cost it time. */
  compile(source: string): string;
  /** Removes it all. */
  close(): void;
}

/** Makes a workspace. */
export function openWorkspace(): Workspace {
  const base = mkdtempSync(join(tmpdir(), "iffc-bench-"));
  linkPackages(join(base, "node_modules"));
  return {
    folder(name) {
      const folder = join(base, name);
      mkdirSync(folder, { recursive: true });
      return folder;
    },
    compile(source) {
      const outdir = join(base, "compiled", source.replace(/\.ts$/u, ""));
      buildSync({
        entryPoints: [join(import.meta.dirname, source)],
        bundle: true,
        // What is imported when it is needed stays apart.
        splitting: true,
        packages: "external",
        platform: "node",
        format: "esm",
        target: "node22",
        outdir,
        outExtension: { ".js": ".mjs" },
      });
      return join(outdir, basename(source).replace(/\.ts$/u, ".mjs"));
    },
    close: () => rmSync(base, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}

function linkPackages(folder: string): void {
  mkdirSync(folder);
  const installed = join(root, "node_modules");
  for (const name of readdirSync(installed)) {
    if (!name.startsWith(".")) symlinkSync(join(installed, name), join(folder, name));
  }
  symlinkSync(root, join(folder, "iffc"));
}
