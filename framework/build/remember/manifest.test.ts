import { readFileSync, readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type BuildFolder, classesNamed, load, openBuildFolder } from "../../../test/fakes/build-folder.ts";

let app: BuildFolder;
beforeEach(async () => {
  app = openBuildFolder();
  app.write("tsconfig.json", `{ "extends": "./tsconfig.base.json" }`);
  app.write("tsconfig.base.json", `{ "compilerOptions": { "paths": { "#value": ["./src/value.ts"] } } }`);
  app.write("src/value.ts", `export const value = "first";`);
  app.write("src/other.ts", `export const value = "other";`);
  app.write(
    "src/a.ts",
    `import { value } from "#value"; import { text } from "./text"; export class A { run() { return value + text; } }`,
  );
  app.write("src/b.ts", `export class B { run() { return "b"; } }`);
  app.write("src/text.js", `export const text = "!";`);
  await wait(50);
});
afterEach(() => app.remove());

const run = async (zip = false) => {
  const { artifacts } = await app.build(classesNamed("A", "B"), zip);
  return await (
    await load(artifacts[0])
  )({});
};

/** When the chunks were converted last: a build that was remembered converts none. */
const cacheTime = (): number => statSync(join(app.root, "out/chunks.cache")).mtimeMs;

it("does nothing while nothing changes", async () => {
  expect(await run()).toBe("first!");
  rmSync(join(app.root, "out/chunks.cache"));
  expect(await run()).toBe("first!");
  expect(readdirSync(join(app.root, "out"))).not.toContain("chunks.cache");
});

it.each([
  ["a file", () => app.write("src/value.ts", `export const value = "second";`), "second!"],
  ["a file of the same length", () => app.write("src/value.ts", `export const value = "tsrif";`), "tsrif!"],
  ["a file that stands before another", () => app.write("src/text.ts", `export const text = "?";`), "first?"],
  [
    "a configuration that another one extends",
    () => app.write("tsconfig.base.json", `{ "compilerOptions": { "paths": { "#value": ["./src/other.ts"] } } }`),
    "other!",
  ],
])("sees %s change", async (_, change, expected) => {
  expect(await run()).toBe("first!");
  change();
  expect(await run()).toBe(expected);
});

it("does not trust a time that was put back", async () => {
  expect(await run()).toBe("first!");
  const file = join(app.root, "src/value.ts");
  const { atime, mtime } = statSync(file);
  app.write("src/value.ts", `export const value = "tsrif";`);
  utimesSync(file, atime, mtime);
  expect(await run()).toBe("tsrif!");
});

it("writes only what a change concerns", async () => {
  const { artifacts: before } = await app.build(classesNamed("A", "B"), true);
  const times = before.map(({ file, zip }) => [statSync(file).mtimeMs, statSync(zip?.file ?? "").mtimeMs]);
  const converted = cacheTime();
  await wait(20);
  app.write("src/b.ts", `export class B { run() { return "changed"; } }`);
  const { artifacts: after } = await app.build(classesNamed("A", "B"), true);
  expect(after[0]).toEqual(before[0]);
  expect([statSync(after[0]?.file ?? "").mtimeMs, statSync(after[0]?.zip?.file ?? "").mtimeMs]).toEqual(times[0]);
  expect(after[1]?.hash).not.toBe(before[1]?.hash);
  expect(cacheTime()).toBeGreaterThan(converted);
});

it("makes zips where an earlier build made none", async () => {
  await run();
  const { artifacts } = await app.build(classesNamed("A", "B"), true);
  expect(readFileSync(artifacts[0]?.zip?.file ?? "").length).toBe(artifacts[0]?.zip?.size);
});
