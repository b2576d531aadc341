/** Rows B1 to B12 of the faults that a build meets: what must happen, each by the build itself. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  type BuildFolder,
  buildIn,
  classesNamed,
  load,
  openBuildFolder,
  planOf,
} from "../../test/fakes/build-folder.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { inspect } from "./check/inspect.ts";
import { smokeTest } from "./smoke.ts";

let app: BuildFolder;
beforeEach(() => {
  app = openBuildFolder();
});
afterEach(() => app.remove());

const said = ({ code, severity, at }: Diagnostic): string => `${code} ${severity} ${at?.file}:${at?.line}`;

/** The names of all files of a build with their bytes; records of times aside. */
function bytesIn(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).filter((path) => !path.endsWith(".manifest"));
  const digest = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");
  return new Map(paths.sort().map((path) => [path.slice(folder.length), digest(path)]));
}

it("B1 refuses a bundle that is too large, with its ten largest inputs", () => {
  const inputs = Array.from(
    { length: 12 },
    (_, index) => [`src/data${index}.ts`, { bytesInOutput: index + 1 }] as const,
  );
  const chunk = {
    name: "a",
    code: "",
    map: "",
    imports: [],
    exports: [],
    lazy: false,
    packages: [],
    inputs: Object.fromEntries(inputs),
  };
  for (const [name] of inputs) app.write(name, "");
  const bundle = {
    chunks: new Map([["a", chunk]]),
    entries: new Map(),
    metafile: { inputs: {}, outputs: {} },
    warnings: [],
  };
  const about = {
    function: "A.run",
    declaredAt: { file: "src/a.ts", line: 1, column: 1, length: 1 },
    chunks: ["a"],
    classes: [],
  };
  const look = (size: number) => inspect([{ ...about, size }], { bundle, root: app.root, services: new Set() });
  expect(look(262_144_000)).toEqual([]);
  const [found] = look(262_144_001);
  expect(found?.code).toBe("IFFC3010");
  expect(found?.message).toContain("Largest inputs: src/data11.ts (12), src/data10.ts (11)");
  expect(found?.message.match(/src\/data/gu)).toHaveLength(10);
});

it("B2 explains native modules, bundled ones and those that are looked for when the code runs", async () => {
  app.write("native.node", "");
  app.write("src/a.ts", `import native from "../native.node"; export class A { run() { return native; } }`);
  expect((await app.build(classesNamed("A"))).diagnostics.map(said)).toEqual(["IFFC3003 error src/a.ts:1"]);
  app.write("node_modules/image/index.js", "module.exports = require(`image-${process.platform}/image.node`);");
  app.write(`node_modules/image-${process.platform}/image.node`, "");
  app.write("src/b.ts", `import image from "image"; export class B { run() { return image; } }`);
  const { artifacts, diagnostics } = await app.build(classesNamed("B"));
  expect(diagnostics).toEqual([]);
  const found = await smokeTest(artifacts, planOf(classesNamed("B")).plan);
  expect(found.map(({ code, message }) => [code, message.includes("image.node")])).toEqual([["IFFC3003", true]]);
});

it("B3 lets a function that awaits at its top level hold packages that call require", async () => {
  app.write("node_modules/old/index.js", `exports.separator = require("path").sep;`);
  app.write("src/a.ts", `import old from "old"; await 0; export class A { run() { return old.separator; } }`);
  const { artifacts } = await app.build(classesNamed("A"));
  expect(artifacts[0]?.format).toBe("esm");
  expect(await smokeTest(artifacts, planOf(classesNamed("A")).plan)).toEqual([]);
  expect(await (await load(artifacts[0]))({})).toBe("/");
});

it("B4 refuses imports that cannot be followed, but where the code says that it means it", async () => {
  app.write("src/a.ts", `export class A {\n run(name: string) { return require(name); } }`);
  app.write("src/b.ts", `export class B {\n run(name: string) { return import(name); } }`);
  const { artifacts, diagnostics } = await app.build(classesNamed("A", "B"));
  expect(artifacts).toEqual([]);
  expect(diagnostics.map(said)).toEqual(["IFFC3002 error src/a.ts:2", "IFFC3002 error src/b.ts:2"]);
  const meant = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`;
  app.write("src/a.ts", `${meant} export class A { run(name: string) { return typeof require(name); } }`);
  const opted = await app.build(classesNamed("A"));
  expect(opted.diagnostics).toEqual([]);
  expect(await (await load(opted.artifacts[0]))("node:fs")).toBe("object");
});

it("B4 misses on this machine what will be missing on AWS", async () => {
  app.write("node_modules/plugin/index.js", "");
  app.write("node_modules/host/index.js", `const name = "plugin"; require(name);`);
  app.write("src/a.ts", `import "host"; export class A { run() {} }`);
  const { artifacts } = await app.build(classesNamed("A"));
  const [found] = await smokeTest(artifacts, planOf(classesNamed("A")).plan);
  expect(found?.message).toContain("Cannot find module 'plugin'");
});

it("B5 warns of tests, tools and other services' files, with the way they came and their size", async () => {
  app.write("src/a.ts", `import { help } from "./help"; export class A { run() { return help(); } }`);
  app.write(
    "src/help.ts",
    `import { t } from "./t.test"; import { B } from "./b"; export const help = () => [t(), new B()];`,
  );
  app.write("src/t.test.ts", `export const t = () => process.pid;`);
  app.write("src/b.ts", `export class B { run() { return 1; } }`);
  const { artifacts, diagnostics } = await app.build(classesNamed("A", "B"));
  expect(artifacts).toHaveLength(2);
  expect(diagnostics.map(said)).toEqual(["IFFC3013 warning src/a.ts:1", "IFFC3014 warning src/a.ts:1"]);
  expect(diagnostics[0]?.message).toMatch(
    /^"src\/t\.test\.ts" \(\d+ bytes\) .*: src\/a\.ts → src\/help\.ts → src\/t\.test\.ts\.$/u,
  );
  expect(diagnostics[1]?.message).toMatch(
    /^"src\/b\.ts" \(\d+ bytes\) .*: src\/a\.ts → src\/help\.ts → src\/b\.ts\.$/u,
  );
});

it.each([".env", ".env.local", "server.pem", "id_rsa", ".git/config", "a.js.map", ".env.json"])(
  "B6 refuses %s",
  async (file) => {
    app.write(`src/${file}`, file.endsWith(".json") ? `{"key":1}` : "KEY=1");
    app.write("src/a.ts", `import content from "./${file}";\nexport class A { run() { return content; } }`);
    const { artifacts, diagnostics } = await app.build(classesNamed("A"));
    expect(artifacts).toEqual([]);
    expect(diagnostics.map(({ code }) => code)).toEqual(["IFFC3011"]);
  },
);

it("B7 refuses what lies outside, by whichever path it is reached", async () => {
  const outside = mkdtempSync(join(tmpdir(), "iffc-outside-"));
  writeFileSync(join(outside, "x.ts"), "export const x = () => process.pid;");
  mkdirSync(join(app.root, "src"));
  symlinkSync(outside, join(app.root, "src/linked"));
  const up = "../".repeat(20);
  for (const path of [join(outside, "x.ts"), "./linked/x", `${up}${outside.slice(1)}/x.ts`]) {
    app.write("src/a.ts", `import { x } from "${path}"; export class A { run() { return x(); } }`);
    expect((await app.build(classesNamed("A"))).diagnostics.map(said)).toEqual(["IFFC3012 error src/a.ts:1"]);
  }
  rmSync(outside, { recursive: true });
});

it("B8 leaves files whole when it is killed, and says so when it cannot write", async () => {
  const script = `
    const { writeWhole } = await import(${JSON.stringify(join(import.meta.dirname, "store/write.ts"))});
    for (let turn = 0; ; turn++) {
      writeWhole("file", [Buffer.alloc(8_000_000, turn % 2 ? "a" : "b")]);
      if (turn === 2) process.stdout.write("ready");
    }`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { cwd: app.root });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));
  const found = readFileSync(join(app.root, "file"));
  expect(found.equals(Buffer.alloc(8_000_000, found.subarray(0, 1)))).toBe(true);

  app.write("src/a.ts", `export class A { run() {} }`);
  app.write("out", "a file where the folder should be");
  await expect(app.build(classesNamed("A"))).rejects.toMatchObject({ code: "IFFC3030", exit: 4, fault: "environment" });
  expect(readFileSync(join(app.root, "out"), "utf8")).toBe("a file where the folder should be");
});

it("B8 uses no file that was cut off behind its back, as a power cut may do", async () => {
  app.write("src/a.ts", `export class A { run() { return "${"whole".repeat(100)}"; } }`);
  await wait(50);
  const { artifacts } = await app.build(classesNamed("A"), true);
  const whole = bytesIn(join(app.root, "out"));
  for (const name of [...whole.keys()].filter((path) => !path.endsWith(".cache"))) {
    const file = join(app.root, "out", name);
    const { atime, mtime, size } = statSync(file);
    truncateSync(file, Math.floor(size / 2));
    utimesSync(file, atime, mtime);
    expect((await app.build(classesNamed("A"), true)).artifacts).toEqual(artifacts);
    expect(bytesIn(join(app.root, "out"))).toEqual(whole);
  }
});

it("B9 gives builds in several processes at once the same, each whole", async () => {
  for (const name of ["a", "b"])
    app.write(`src/${name}.ts`, `export class ${name.toUpperCase()} { run() { return "${name}"; } }`);
  const script = `
    const { buildIn, classesNamed } = await import(${JSON.stringify(join(import.meta.dirname, "../../test/fakes/build-folder.ts"))});
    process.stdout.write("ready\\n");
    await new Promise((resolve) => process.stdin.once("data", resolve));
    for (let turn = 0; turn < 5; turn++)
      process.stdout.write(JSON.stringify(await buildIn(process.cwd(), classesNamed("A", "B"), { zip: true })) + "\\n");
    process.stdin.destroy();`;
  const children = [1, 2, 3].map(() =>
    spawn(process.execPath, ["--input-type=module", "-e", script], { cwd: app.root }),
  );
  const outputs = children.map((child) => text(child.stdout));
  await Promise.all(children.map((child) => once(child.stdout, "readable")));
  for (const child of children) child.stdin.write("go");
  const results = (await Promise.all(outputs)).flatMap((lines) => lines.trim().split("\n").slice(1));
  expect(results).toHaveLength(15);
  expect(new Set(results).size).toBe(1);
  const { artifacts } = await buildIn(app.root, classesNamed("A", "B"), { zip: true });
  expect(JSON.parse(results[0] ?? "")).toMatchObject({ artifacts });
  expect(artifacts).toHaveLength(2);
  for (const { file, hash, zip } of artifacts) {
    expect(createHash("sha256").update(readFileSync(file)).digest("hex")).toBe(hash);
    expect(
      createHash("sha256")
        .update(readFileSync(zip?.file ?? ""))
        .digest("base64"),
    ).toBe(zip?.sha256);
  }
  expect([...bytesIn(join(app.root, "out")).keys()].filter((name) => /\.\d+$/u.test(name))).toEqual([]);
});

it("B10 makes anew what was damaged: bundles, maps, zips and its own records", async () => {
  app.write("src/shared.ts", `export const shared = () => process.pid;`);
  for (const name of ["a", "b"])
    app.write(
      `src/${name}.ts`,
      `import { shared } from "./shared"; export class ${name.toUpperCase()} { run() { return shared(); } }`,
    );
  const first = await app.build(classesNamed("A", "B"), true);
  const folder = join(app.root, "out");
  const whole = bytesIn(folder);
  for (const damage of ["", "broken"]) {
    for (const name of [...whole.keys(), ...readdirSync(folder).filter((file) => file.endsWith(".manifest"))])
      writeFileSync(join(folder, name), damage);
    expect(await app.build(classesNamed("A", "B"), true)).toEqual(first);
    expect(bytesIn(folder)).toEqual(whole);
  }
  for (const name of whole.keys()) {
    writeFileSync(join(folder, name), "broken");
    expect(await app.build(classesNamed("A", "B"), true)).toEqual(first);
  }
});

it("B11 gives the same bytes in another folder, time zone, locale and umask", async () => {
  const sources = (folder: BuildFolder): void => {
    folder.write("src/shared.ts", `export const shared = (date: Date) => date.toISOString();`);
    for (const name of ["A", "B"])
      folder.write(
        `src/${name.toLowerCase()}.ts`,
        `import { shared } from "./shared"; export class ${name} { run() { return shared(new Date(0)) + "${name}"; } }`,
      );
  };
  sources(app);
  const { artifacts } = await app.build(classesNamed("A", "B"), true);
  const elsewhere = openBuildFolder();
  sources(elsewhere);
  const { TZ, LC_ALL } = process.env;
  const mask = process.umask(0o077);
  Object.assign(process.env, { TZ: "Pacific/Kiritimati", LC_ALL: "tr_TR.UTF-8" });
  const again = await elsewhere.build(classesNamed("A", "B"), true);
  process.umask(mask);
  Object.assign(process.env, { TZ: TZ ?? "UTC", LC_ALL: LC_ALL ?? "C" });
  const pick = (artifact: (typeof artifacts)[number]) => [
    artifact.hash,
    artifact.zip?.sha256,
    readFileSync(artifact.map, "utf8"),
  ];
  expect(again.artifacts.map(pick)).toEqual(artifacts.map(pick));
  expect(bytesIn(join(elsewhere.root, "out"))).toEqual(bytesIn(join(app.root, "out")));
  elsewhere.remove();
});

it("B12 finds what fails at import, with its line", async () => {
  app.write("src/a.ts", `\nthrow new Error("too early");\nexport class A { run() {} }`);
  app.write("src/b.ts", `process.exit(3);\nexport class B { run() {} }`);
  app.write("src/c.ts", `export class C { run() {} }`);
  app.write("src/d.ts", `await 0;\nconst nothing = undefined as any;\nnothing.member();\nexport class D { run() {} }`);
  const classes = classesNamed("A", "B", "C", "D");
  const { artifacts } = await app.build(classes);
  const diagnostics = await smokeTest(artifacts, planOf(classes).plan);
  expect(diagnostics.map(({ message, at }) => [message, at?.file, at?.line])).toEqual([
    [`The bundle of "A.run" cannot be loaded. Error: too early`, "src/a.ts", 2],
    [`The bundle of "B.run" cannot be loaded. It ended the process with exit code 3.`, "src/b.ts", 1],
    [expect.stringContaining(`The bundle of "D.run" cannot be loaded. TypeError`), "src/d.ts", 3],
  ]);
  expect(
    await smokeTest(
      artifacts.filter(({ function: id }) => id === "C.run"),
      planOf(classes).plan,
    ),
  ).toEqual([]);
});
