import { readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build as esbuild } from "esbuild";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type BuildFolder,
  classesNamed,
  load,
  type Loaded,
  openBuildFolder,
  spanOf,
} from "../../test/fakes/build-folder.ts";
import { openMap } from "./trace.ts";

let app: BuildFolder;
beforeEach(() => {
  app = openBuildFolder();
});
afterEach(() => app.remove());

describe("a build", () => {
  it("links what functions share, keeps live bindings, and loads lazy modules from the same file", async () => {
    app.write("src/counter.ts", `export let count = 0; export function increase(): void { count++; }`);
    app.write("src/lazy.ts", `import { count } from "./counter"; export const late = () => "late " + count;`);
    for (const name of ["A", "B"]) {
      const body = `increase(); const { late } = await import("./lazy"); return [count, late(), "${name}"];`;
      app.write(
        `src/${name}.ts`,
        `import { count, increase } from "./counter"; export class ${name} { async run() { ${body} } }`,
      );
    }
    const { artifacts, diagnostics } = await app.build(
      ["A", "B"].map((className) => ({ file: `src/${className}.ts`, className, methods: ["run"] })),
    );
    expect(diagnostics).toEqual([]);
    const [first, second] = await Promise.all(artifacts.map(load));
    expect(await first?.({})).toEqual([1, "late 1", "A"]);
    expect(await first?.({})).toEqual([2, "late 2", "A"]);
    expect(await second?.({})).toEqual([1, "late 1", "B"]);
  });

  it.each([
    ["a default export", "lazy.ts", `export default "d"; export const named = 1;`],
    ["a package's CommonJS", "lazy.cjs", `exports.named = 1; exports.default = "d";`],
    ["all exports of Node's own", "lazy.ts", `export * from "node:path"; export default "d";`],
    ["an export with another name", "lazy.ts", `const n = 1; export { n as "another name" }; export default "d";`],
    ["no export", "lazy.ts", `export {};`],
  ])("loads lazily %s, as a plain bundle does", async (_, file, text) => {
    app.write(`src/${file}`, text);
    const body = `const lazy = await import("./${file}"); return [Object.keys(lazy).sort().join(), lazy.default, lazy.sep];`;
    app.write("src/a.ts", `export class A { async run() { ${body} } }`);
    const { artifacts, diagnostics } = await app.build(classesNamed("A"));
    expect(diagnostics).toEqual([]);
    const oracle = await esbuild({
      stdin: { contents: `import { A } from "./src/a"; export const run = () => new A().run();`, resolveDir: app.root },
      bundle: true,
      platform: "node",
      format: "cjs",
      write: false,
    });
    app.write("oracle.cjs", oracle.outputFiles[0]?.text ?? "");
    const { run } = createRequire(import.meta.url)(join(app.root, "oracle.cjs")) as { run: () => Promise<unknown> };
    expect(await (await load(artifacts[0]))({})).toEqual(await run());
  });

  it("behaves as a plain bundle of the same module does", async () => {
    const text = `
      import { readdirSync } from "node:fs";
      import * as path from "node:path";
      import legacy = require("./legacy.cjs");
      export class A { run() { return [typeof readdirSync, path.basename(__filename).length > 0, legacy.value(), typeof import.meta.url]; } }`;
    app.write("src/a.ts", text);
    app.write("src/legacy.cjs", `const os = require("os"); exports.value = () => typeof os.cpus;`);
    app.write("src/b.ts", `import { A } from "./a"; export class B { run() { return new A().run(); } }`);
    const { artifacts } = await app.build([
      { file: "src/a.ts", className: "A", methods: ["run"] },
      { file: "src/b.ts", className: "B", methods: ["run"] },
    ]);
    app.write("entry.ts", `import { A } from "./src/a"; export const handler = async () => new A().run();`);
    const oracle = join(app.root, "oracle.cjs");
    await esbuild({
      entryPoints: [join(app.root, "entry.ts")],
      bundle: true,
      platform: "node",
      format: "cjs",
      outfile: oracle,
      logLevel: "silent",
      define: { "import.meta.url": '""' },
    });
    const expected = await (createRequire(import.meta.url)(oracle) as { handler: Loaded }).handler({});
    for (const artifact of artifacts) expect(await (await load(artifact))({})).toEqual(expected);
  });

  it("cuts decorators and the other handlers out, and keeps places true", async () => {
    const text = [
      `import { heavy } from "./heavy";`,
      `const On = (..._: unknown[]) => (value: unknown) => value as never;`,
      `export class Orders {`,
      `  @On("place") async place() { return "placed"; }`,
      `  @On("load") async load() { return heavy(); }`,
      `  @On("fail") async fail() { throw new Error("at line six"); }`,
      `}`,
    ].join("\n");
    app.write("src/orders.ts", text);
    app.write("src/heavy.ts", `export const heavy = () => "MARKER-OF-HEAVY";`);
    const decorators = ["place", "load", "fail"].map((name) => spanOf(text, `@On("${name}")`));
    const member = (name: string) =>
      spanOf(
        text,
        text
          .split("\n")
          .find((line) => line.includes(`async ${name}`))
          ?.trim() ?? "",
      );
    const cuts = {
      place: [member("load"), member("fail")],
      load: [member("place"), member("fail")],
      fail: [member("place"), member("load")],
    };
    const { artifacts, diagnostics } = await app.build([
      { file: "src/orders.ts", className: "Orders", methods: ["place", "load", "fail"], decorators, cuts },
    ]);
    expect(diagnostics).toEqual([]);
    const byName = new Map(artifacts.map((artifact) => [artifact.function, artifact]));
    const place = readFileSync(byName.get("Orders.place")?.file ?? "", "utf8");
    expect(place).not.toContain("MARKER-OF-HEAVY");
    expect(place).not.toContain("at line six");
    expect(readFileSync(byName.get("Orders.load")?.file ?? "", "utf8")).toContain("MARKER-OF-HEAVY");
    const failing = byName.get("Orders.fail");
    const error = await (await load(failing))({}).catch((thrown: unknown) => thrown as Error);
    const [, line, column] = /index\.js:(\d+):(\d+)/u.exec((error as Error).stack ?? "") ?? [];
    const map = openMap(failing?.map ?? "");
    expect(map.findOrigin(Number(line), Number(column))).toMatchObject({ fileName: "src/orders.ts", lineNumber: 6 });
  });

  it("names generated modules in maps shortly, validators of equal types alike", async () => {
    const schema = { type: "object", properties: { sku: { type: "string" } }, description: "long ".repeat(100) };
    for (const name of ["A", "B"]) app.write(`src/${name.toLowerCase()}.ts`, `export class ${name} { run() {} }`);
    const classes = classesNamed("A", "B").map((declared) => ({ ...declared, schema }));
    const { artifacts } = await app.build(classes);
    const sources = artifacts.map(({ map, mapParts }) =>
      [map, ...mapParts].flatMap((file) => readFileSync(file, "utf8").match(/iffc:[^"]*/gu) ?? []).toSorted(),
    );
    const [validator = ""] = sources[0]?.slice(1) ?? [];
    expect(validator).toMatch(/^iffc:validator\/[0-9a-f]{16}$/u);
    expect(sources).toEqual([
      ["iffc:entrypoint/A.run", validator],
      ["iffc:entrypoint/B.run", validator],
    ]);
  });

  it("makes an ES module of a function that awaits at its top level, and of no other", async () => {
    app.write("src/slow.ts", `export const value = await Promise.resolve(7);`);
    app.write("src/a.ts", `import { value } from "./slow"; export class A { run() { return value; } }`);
    app.write("src/b.ts", `export class B { run() { return 8; } }`);
    const { artifacts } = await app.build([
      { file: "src/a.ts", className: "A", methods: ["run"] },
      { file: "src/b.ts", className: "B", methods: ["run"] },
    ]);
    expect(artifacts.map(({ format }) => format)).toEqual(["esm", "cjs"]);
    const results = await Promise.all(artifacts.map(async (artifact) => await (await load(artifact))({})));
    expect(results).toEqual([7, 8]);
  });

  it("gives classes of one file one module, so that they share its state", async () => {
    const text = `
      let calls = 0;
      export class Store { save() { return ++calls; } }
      export class A { constructor(readonly store) {} run() { return [this.store.save(), calls]; } other() {} }`;
    app.write("src/a.ts", text);
    const store = { service: "Store", file: "src/a.ts", exportName: "Store", dependencies: [], bindings: [], cuts: [] };
    const cuts = { run: [spanOf(text, "other() {}")] };
    const declared = { file: "src/a.ts", className: "A", methods: ["run"], cuts, injected: [store] };
    const { artifacts } = await app.build([declared]);
    const code = readFileSync(artifacts[0]?.file ?? "", "utf8");
    expect(code.match(/save\(/gu)).toHaveLength(2);
    expect(code).not.toContain("other(");
  });

  it("keeps of zod what is used, however it is imported", async () => {
    symlinkSync(join(import.meta.dirname, "../../node_modules"), join(app.root, "node_modules"));
    const use = `export class A { run(value) { return z.object({ a: z.string() }).safeParse(value).success; } }`;
    const sizes: number[] = [];
    for (const form of [`import * as z`, `import { z }`, `import z`]) {
      app.write("src/a.ts", `${form} from "zod";\n${use}`);
      const { artifacts } = await app.build(classesNamed("A"));
      sizes.push(artifacts[0]?.size ?? 0);
      expect(await (await load(artifacts[0]))({ a: "x" })).toBe(true);
    }
    const [first = 0] = sizes;
    expect(first).toBeGreaterThan(10_000);
    for (const size of sizes) expect(size).toBeLessThan(first * 1.02);
  });
});
