/** Packages an app in a process of its own: `node iffc-child.mjs ROOT FOLDER`. */
import { loadPackager } from "./pipeline.ts";

const [root = "", folder = ""] = process.argv.slice(2);
const loaded = performance.now();
const packager = await loadPackager(root);
const load = performance.now() - loaded;
const { artifacts, phases } = await packager(folder);
const zips = artifacts.reduce((sum, artifact) => sum + (artifact.zip?.size ?? 0), 0);
const answer = { functions: artifacts.length, zip: zips / artifacts.length, phases: { load, ...phases } };
process.stdout.write(JSON.stringify(answer), () => process.exit());
