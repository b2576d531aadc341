/**
 * What packaging leaves out, in milliseconds: the trial import of every bundle, and the map of every function with the
 * maps that it refers to in their place. `node extras-child.mjs ROOT FOLDER`.
 */
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { loadModules, loadPackager } from "./pipeline.ts";

type Smoke = typeof import("../../../framework/build/smoke.ts");

const [root = "", folder = ""] = process.argv.slice(2);
const packager = await loadPackager(root);
const { smokeTest } = (await loadModules(root, ["build/smoke"])) as Smoke;
const { artifacts, plan } = await packager(folder);

const begin = performance.now();
const diagnostics = await smokeTest(artifacts, plan);
if (diagnostics.length > 0) throw new Error(diagnostics[0]?.message);
const imported = performance.now();
for (const { map } of artifacts) await writeFile(`${map}.whole`, JSON.stringify(await readWhole(map)));
const maps = performance.now() - imported;
process.stdout.write(JSON.stringify({ smoke: imported - begin, maps }), () => process.exit());

/** A section of a map holds its map or the place of it: https://tc39.es/ecma426/ */
type Section = { readonly offset: object } & ({ readonly map: object } | { readonly url: string });

async function readWhole(file: string): Promise<object> {
  const map = JSON.parse(await readFile(file, "utf8")) as { readonly sections?: readonly Section[] };
  const sections = (map.sections ?? []).map(async (section) => {
    if ("map" in section) return section;
    return {
      offset: section.offset,
      map: JSON.parse(await readFile(join(dirname(file), section.url), "utf8")) as object,
    };
  });
  return { ...map, sections: await Promise.all(sections) };
}
