import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  type BuildFolder,
  classesNamed,
  load,
  type Loaded,
  openBuildFolder,
  planOf,
} from "../../../test/fakes/build-folder.ts";
import { unzip, unzipTo } from "../../../test/fakes/unzip.ts";
import type { Artifact } from "../../model/artifact.ts";
import { smokeTest } from "../smoke.ts";

let app: BuildFolder;
beforeEach(() => {
  app = openBuildFolder();
  app.write("src/a.ts", `import image from "image"; export class A { run() { return image; } }`);
  app.write("src/b.ts", `export class B { run() { return "b"; } }`);
});
afterEach(() => app.remove());

/** Writes an installed package whose code is one expression. */
function install(path: string, value: string, description: object = {}): void {
  const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
  app.write(`node_modules/${path}/package.json`, JSON.stringify({ name, version: "1.0.0", ...description }));
  app.write(`node_modules/${path}/index.js`, `module.exports = ${value};`);
}

/** A file that begins as an ELF file for a machine does: 183 is arm64, 62 x86-64. */
const writeBinary = (path: string, machine: number): void => {
  app.write(`node_modules/${path}`, "");
  writeFileSync(
    join(app.root, "node_modules", path),
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, ...Array<number>(14).fill(0), machine, 0]),
  );
};

const names = (artifact: Artifact | undefined): readonly string[] =>
  unzip(readFileSync(artifact?.zip?.file ?? "")).map(({ name }) => name);

it("ships a package with what it depends on, so that Node finds there what it finds here", async () => {
  install("image", `[require("color"), require("deep"), require("image/more.js")]`, {
    dependencies: { color: "2", deep: "1" },
  });
  app.write("node_modules/image/more.js", `module.exports = "more";`);
  app.write("node_modules/image/.env", "SECRET=1");
  app.write("node_modules/image/index.d.ts", "export {};");
  install("image/node_modules/color", `"second color"`);
  install("deep", `["deep", require("color")]`, { dependencies: { color: "1" } });
  install("color", `"first color"`);
  install("unrelated", `"never"`);
  const classes = classesNamed("A", "B");
  const { artifacts, diagnostics } = await app.build(classes, true, ["image"]);
  expect(diagnostics).toEqual([]);
  expect(await smokeTest(artifacts, planOf(classes).plan)).toEqual([]);
  const there = mkdtempSync(join(tmpdir(), "iffc-function-"));
  unzipTo(there, readFileSync(artifacts[0]?.zip?.file ?? ""));
  const { handler } = createRequire(import.meta.url)(join(there, "index.js")) as { handler: Loaded };
  const expected = ["second color", ["deep", "first color"], "more"];
  expect(await handler({})).toEqual(expected);
  expect(await (await load(artifacts[0]))({})).toEqual(expected);
  rmSync(there, { recursive: true });
  expect(names(artifacts[0]).filter((name) => /\.env|\.d\.ts|unrelated/u.test(name))).toEqual([]);
  expect(names(artifacts[1])).toEqual(["index.js"]);
});

it("ships a package to a function that awaits at its top level, too", async () => {
  install("image", `"image"`);
  app.write("src/a.ts", `import image from "image"; await 0; export class A { run() { return image; } }`);
  const { artifacts } = await app.build(classesNamed("A"), true, ["image"]);
  expect(names(artifacts[0])).toEqual(["index.mjs", "node_modules/image/index.js", "node_modules/image/package.json"]);
  expect(await (await load(artifacts[0]))({})).toBe("image");
});

it("ships native parts for the functions' platform alone", async () => {
  const optionalDependencies = { "image-linux-arm64": "1", "image-darwin-x64": "1", "image-linux-x64": "1" };
  install("image", `"image"`, { optionalDependencies });
  install("image-linux-arm64", `1`, { os: ["linux"], cpu: ["arm64"], libc: ["glibc"] });
  install("image-linux-x64", `1`, { os: ["linux"], cpu: ["x64"] });
  for (const machine of [62, 183]) writeBinary(`image/prebuilds/${machine}/image.node`, machine);
  chmodSync(join(app.root, "node_modules/image/index.js"), 0o700);
  const { artifacts, diagnostics } = await app.build(classesNamed("A"), true, ["image"]);
  expect(diagnostics).toEqual([]);
  const files = unzip(readFileSync(artifacts[0]?.zip?.file ?? ""));
  expect(files.map(({ name, mode }) => `${mode.toString(8)} ${name}`)).toEqual([
    "644 index.js",
    "644 node_modules/image-linux-arm64/index.js",
    "644 node_modules/image-linux-arm64/package.json",
    "755 node_modules/image/index.js",
    "644 node_modules/image/package.json",
    "644 node_modules/image/prebuilds/183/image.node",
  ]);
});

it.each([
  [
    "a prebuilt part",
    "--no-save --force @image/linux-arm64@1.2.3",
    () =>
      install("image", `1`, { optionalDependencies: { "@image/linux-arm64": "1.2.3", "@image/linux-x64": "1.2.3" } }),
  ],
  [
    "a compiled module",
    "--os=linux --cpu=arm64 --libc=glibc image",
    () => {
      install("image", `1`);
      writeBinary("image/build/image.node", 62);
    },
  ],
])(
  "says how to install %s that is here for another platform; the local target needs none",
  async (_, options, prepare) => {
    prepare();
    const { artifacts, diagnostics } = await app.build(classesNamed("A", "B"), true, ["image"]);
    expect(artifacts).toEqual([]);
    expect(diagnostics).toMatchObject([
      { code: "IFFC3004", hint: `Run \`npm install ${options}\`.`, at: { file: "src/a.ts" } },
    ]);
    const local = await app.build(classesNamed("A", "B"), false, ["image"]);
    expect(local.diagnostics).toEqual([]);
    expect(await (await load(local.artifacts[0]))({})).toBe(1);
  },
);

it.each([true, false])("says what is not installed (zip: %s)", async (zip) => {
  const { artifacts, diagnostics } = await app.build(classesNamed("A"), zip, ["image"]);
  expect(artifacts).toEqual([]);
  expect(diagnostics.map(({ code, message }) => [code, message.includes("`image`")])).toEqual([["IFFC3005", true]]);
});

it("makes the zip anew when a shipped file changes, and the same otherwise", async () => {
  install("image", `"first"`);
  const build = async (): Promise<Artifact | undefined> => {
    await wait(50);
    return (await app.build(classesNamed("A"), true, ["image"])).artifacts[0];
  };
  const first = await build();
  expect(await build()).toEqual(first);
  install("image", `"other"`);
  const second = await build();
  expect(second?.zip?.sha256).not.toBe(first?.zip?.sha256);
  install("image", `"first"`);
  expect((await build())?.zip?.sha256).toBe(first?.zip?.sha256);
});

it("makes zips that other readers accept", async () => {
  install("image", `"${"image".repeat(1000)}"`);
  const { artifacts } = await app.build(classesNamed("A"), true, ["image"]);
  const { error, status } = spawnSync("python3", ["-m", "zipfile", "-t", artifacts[0]?.zip?.file ?? ""]);
  expect(error === undefined ? status : 0).toBe(0);
});
