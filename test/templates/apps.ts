/** The templates of whole apps: read, planned and synthesized from their sources, as `iffc synth` does it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { newApp } from "../../cli/templates/app.ts";
import type { Diagnostic } from "../../framework/diagnostics/diagnostic.ts";
import type { Stack } from "../../framework/targets/aws/synthesize/stack.ts";
import { openApp, type Session, synthesizeApp } from "../../framework/toolkit.ts";
import { synthesized } from "./synthesized.ts";

const examples = join(import.meta.dirname, "../../examples");
const session: Session = { reporter: { report: () => undefined }, signal: new AbortController().signal };

/** Templates that belong together. */
interface Checked {
  /** Unique, and fit for the name of a file. */
  readonly name: string;
  readonly stacks: readonly Stack[];
  readonly diagnostics: readonly Diagnostic[];
}

async function synthesizeFolder(folder: string, environment: string): Promise<Checked> {
  const app = await openApp(folder);
  return { name: `${app.name}-${environment}`, ...(await synthesizeApp(app, { environment }, session)) };
}

/** What `iffc init` writes, with the environment that its configuration proposes. */
async function synthesizeNewApp(): Promise<Checked> {
  const folder = mkdtempSync(join(tmpdir(), "iffc-new-"));
  for (const [path, text] of Object.entries(newApp("new-app", "0.0.0"))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), path === "iffc.config.ts" ? text.replace("// dev:", "dev:") : text);
  }
  try {
    return await synthesizeFolder(folder, "dev");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Both examples in each of their environments, and a new app. */
const apps: readonly Checked[] = await Promise.all([
  synthesizeFolder(join(examples, "hello"), "dev"),
  synthesizeFolder(join(examples, "foodspin-chat"), "dev"),
  synthesizeFolder(join(examples, "foodspin-chat"), "prod"),
  synthesizeNewApp(),
]);

/** Every plan of `plans/` and every app: what the validators look at. */
export const checked: readonly Checked[] = [...synthesized, ...apps];
