/** Compiles the package into `dist/`, which appears whole: whatever runs from the old one meanwhile is not disturbed. */
import { spawnSync } from "node:child_process";
import { chmodSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const draft = join(root, `dist.${process.pid}`);
const target = join(root, "dist");

const compiler = join(root, "node_modules/.bin/tsc");
const { status } = spawnSync(compiler, ["-p", ".tsconfig.build.json", "--outDir", draft], {
  cwd: root,
  stdio: "inherit",
});
if (status !== 0) {
  rmSync(draft, { recursive: true, force: true });
  process.exit(status ?? 1);
}
chmodSync(join(draft, "cli/main.js"), 0o755);
rmSync(target, { recursive: true, force: true });
renameSync(draft, target);
