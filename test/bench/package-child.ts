/**
 * Packages an app as a process of its own: `node package-child.ts FOLDER`. What a deploy does before its first call,
 * without the user's compiler and without the trial import, which have lines of their own.
 */
import { enableCompileCache } from "node:module";
import { join } from "node:path";

enableCompileCache();
const [folder = ""] = process.argv.slice(2);
const load = async <Module>(path: string): Promise<Module> =>
  (await import(join(import.meta.dirname, "../../dist/framework", path))) as Module;

type Framework = typeof import("../../framework/pipeline/app.ts") &
  typeof import("../../framework/pipeline/analysis.ts") &
  typeof import("../../framework/plan/plan.ts") &
  typeof import("../../framework/build/build.ts") &
  typeof import("../../framework/kinds/registry.ts") &
  typeof import("../../framework/targets/aws/reading.ts");

const parts = await Promise.all(
  [
    "pipeline/app.js",
    "pipeline/analysis.js",
    "plan/plan.js",
    "build/build.js",
    "kinds/registry.js",
    "targets/aws/reading.js",
  ].map((path) => load<Partial<Framework>>(path)),
);
const { buildArtifacts, createPlan, environmentOf, kinds, openApp, readApp, synthesizeForReading } = Object.assign(
  {},
  ...parts,
) as Framework;

const session = { reporter: { report: () => undefined }, signal: new AbortController().signal };
const app = await openApp(folder);
const { model, schemas } = await readApp(app, session);
const { plan } = createPlan(model, { app: app.name, ...environmentOf(app, "dev"), approved: [] }, kinds);
const { stacks } = synthesizeForReading(plan);
const folderOfArtifacts = join(folder, ".iffc/artifacts");
const { artifacts } = await buildArtifacts(
  { plan, model, root: app.root, folder: folderOfArtifacts, schemas, zip: true },
  kinds,
);
const zips = artifacts.reduce((sum, artifact) => sum + (artifact.zip?.size ?? 0), 0);
process.stdout.write(
  `${artifacts.length} functions, ${stacks.length} stacks, ${Math.round(zips / artifacts.length / 1024)} KiB a zip\n`,
);
process.exit(artifacts.length === 0 ? 1 : 0);
