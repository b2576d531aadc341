import { existsSync, mkdirSync, readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type BuildFolder, classesNamed, openBuildFolder } from "../../../test/fakes/build-folder.ts";
import { leaseArtifacts, pruneArtifacts } from "./prune.ts";

let app: BuildFolder;
let folder: string;
beforeEach(() => {
  app = openBuildFolder();
  folder = join(app.root, "out");
});
afterEach(() => app.remove());

const [first = "", second = "", third = ""] = ["a", "b", "c"].map((digit) => digit.repeat(64));

/** An artifact and a map, as old as that in minutes. */
function place(name: string, age = 120): void {
  const date = new Date(Date.now() - age * 60_000);
  app.write(`out/${name}/index.js`, "");
  app.write(`out/maps/${name}.json`, "{}");
  for (const path of [join(folder, name), join(folder, "maps", `${name}.json`)]) utimesSync(path, date, date);
}

const left = (): readonly string[] => [first, second, third].filter((name) => existsSync(join(folder, name)));
const leftMaps = (): readonly string[] => readdirSync(join(folder, "maps")).map((name) => name.slice(0, 64));

it("keeps what a manifest, a state or the build itself refers to, and what is young", () => {
  [first, second, third].forEach((name) => place(name));
  app.write("out/prod.aws.manifest", `{"file":"/out/${first}/index.js"}`);
  app.write("local/dev/handover.json", `{"file":"/out/${second}/index.js"}`);
  pruneArtifacts(folder, [`/out/${third}/index.js`]);
  expect(left()).toEqual([first, second, third]);
  pruneArtifacts(folder);
  expect([left(), leftMaps()]).toEqual([
    [first, second],
    [first, second],
  ]);
  place(third, 59);
  pruneArtifacts(folder);
  expect(left()).toEqual([first, second, third]);
});

it("keeps what a process that lives uses, and forgets what one that ended used", () => {
  [first, second].forEach((name) => place(name));
  leaseArtifacts(folder, [join(folder, first, "index.js")]);
  app.write("out/999999999.running", second);
  pruneArtifacts(folder);
  expect(left()).toEqual([first]);
  expect(readdirSync(folder)).not.toContain("999999999.running");
});

it("touches nothing else", () => {
  app.write("out/chunks.cache", "");
  app.write(`out/${first}x/mine`, "");
  mkdirSync(join(folder, "mine"));
  pruneArtifacts(folder, [], Date.now() + 1e9);
  expect(readdirSync(folder).sort()).toEqual([`${first}x`, "chunks.cache", "mine"]);
  pruneArtifacts(join(app.root, "absent"));
});

it("is done by a build, which still keeps what the one before it made", async () => {
  const old = new Date(0);
  const build = async (value: number): Promise<string> => {
    app.write("src/a.ts", `export class A { run() { return ${value}; } }`);
    await wait(50);
    const { artifacts } = await app.build(classesNamed("A"));
    for (const { hash } of artifacts) utimesSync(join(folder, hash), old, old);
    return artifacts[0]?.hash ?? "";
  };
  const made = [await build(1), await build(2), await build(3)];
  expect(made.map((hash) => existsSync(join(folder, hash)))).toEqual([false, true, true]);
});
