import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { loadPackager } from "../package/pipeline.ts";
import type { Bench } from "../section.ts";
import { root } from "../workspace.ts";
import { bareHandler, generateHandlers, sdkHandler } from "./app.ts";

/** A function's code, ready to be loaded. */
export interface Bundle {
  readonly file: string;
  readonly kib: number;
  /** The path that its handler is called with. */
  readonly path: string;
  /** Variables that its functions get, a stand-in where only the cloud knows the value. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The bundles that are compared. */
export type Bundles = Readonly<Record<"bare" | "empty" | "full" | "sdk", Bundle>>;

/** Builds what iffc makes of two handlers, and what they are compared with. */
export async function buildBundles({ workspace }: Bench): Promise<Bundles> {
  const folder = workspace.folder("handlers");
  generateHandlers(folder);
  const packager = await loadPackager(root);
  const { artifacts, plan } = await packager(folder);
  const built = (id: string, path: string): Bundle => {
    const file = artifacts.find((artifact) => artifact.function === id)?.file ?? "";
    const environment = plan.functions.find((planned) => planned.id === id)?.environment ?? {};
    return bundleOf(file, path, environment);
  };
  const bare = join(workspace.folder("bare"), "index.cjs");
  writeFileSync(bare, bareHandler);
  return {
    bare: bundleOf(bare, "/empty"),
    empty: built("Orders.empty", "/empty"),
    full: built("Orders.place", "/orders"),
    sdk: bundleOf(await bundleSdk(workspace.folder("sdk")), "/orders"),
  };
}

async function bundleSdk(folder: string): Promise<string> {
  const [source, outfile] = [join(folder, "handler.ts"), join(folder, "index.cjs")];
  writeFileSync(source, sdkHandler);
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    mainFields: ["module", "main"],
  });
  return outfile;
}

function bundleOf(file: string, path: string, variables: Readonly<Record<string, unknown>> = {}): Bundle {
  const known = ([name, value]: [string, unknown]): [string, string] => [
    name,
    typeof value === "string" ? value : "https://sqs.invalid/1/name",
  ];
  const environment = Object.fromEntries(Object.entries(variables).map(known));
  return { file, kib: statSync(file).size / 1024, path, environment };
}
