/** What a deploy does before its first call to AWS, without the user's compiler and without the trial import. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Artifact } from "../../../framework/model/artifact.ts";
import type { Plan } from "../../../framework/model/plan.ts";

type Framework = typeof import("../../../framework/pipeline/app.ts") &
  typeof import("../../../framework/pipeline/analysis.ts") &
  typeof import("../../../framework/plan/plan.ts") &
  typeof import("../../../framework/build/build.ts") &
  typeof import("../../../framework/kinds/registry.ts") &
  typeof import("../../../framework/targets/aws/reading.ts");

const modules = [
  "pipeline/app",
  "pipeline/analysis",
  "plan/plan",
  "build/build",
  "kinds/registry",
  "targets/aws/reading",
];

/** Packages an app; a function, so that it can be done again in a process that lives on. */
export type Packager = (folder: string) => Promise<Packaged>;

/** What packaging made. */
export interface Packaged {
  readonly plan: Plan;
  readonly artifacts: readonly Artifact[];
  /** Milliseconds of each phase; of what goes on beside them, until it was done. */
  readonly phases: Readonly<Record<string, number>>;
}

/** Loads the compiled package from the folder that holds its `dist`. */
export async function loadPackager(root: string): Promise<Packager> {
  const framework = (await loadModules(root, modules)) as unknown as Framework;
  return async (folder) => await packageApp(framework, folder);
}

/** Loads compiled modules of the framework, their exports in one object. */
export async function loadModules(root: string, paths: readonly string[]): Promise<object> {
  const url = (path: string): string => pathToFileURL(join(root, "dist/framework", `${path}.js`)).href;
  return Object.assign(
    {},
    ...(await Promise.all(paths.map(async (path) => (await import(url(path))) as object))),
  ) as object;
}

async function packageApp(framework: Framework, folder: string): Promise<Packaged> {
  const { buildArtifacts, createPlan, environmentOf, kinds, openApp, readApp, synthesizeForReading } = framework;
  const { phases, begin, finish } = startPhases();
  const session = { reporter: { report: () => undefined }, signal: new AbortController().signal };
  const app = await openApp(folder);
  finish("configuration");
  const { model, schemas } = await readApp(app, session);
  finish("analyze");
  void schemas.then(() => (phases["schemas beside"] = performance.now() - begin)).catch(() => undefined);
  const { plan } = createPlan(model, { app: app.name, ...environmentOf(app, "dev"), approved: [] }, kinds);
  finish("plan");
  const { stacks } = synthesizeForReading(plan);
  finish("synthesize");
  const { artifacts } = await buildArtifacts(
    { plan, model, root: app.root, folder: join(folder, ".iffc/artifacts"), schemas, zip: true },
    kinds,
  );
  finish("build");
  if (artifacts.length === 0 || stacks.length === 0) throw new Error("Nothing was built.");
  return { plan, artifacts, phases };
}

function startPhases() {
  const phases: Record<string, number> = {};
  const begin = performance.now();
  let last = begin;
  const finish = (phase: string): void => {
    const now = performance.now();
    phases[phase] = now - last;
    last = now;
  };
  return { phases, begin, finish };
}
