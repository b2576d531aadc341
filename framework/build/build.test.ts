import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire, SourceMap, type SourceMapPayload } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build as esbuild } from "esbuild";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Kind } from "../kinds/kind.ts";
import type { Artifact } from "../model/artifact.ts";
import type { Model, Service } from "../model/model.ts";
import type { Plan, PlannedFunction, PlannedTrigger } from "../model/plan.ts";
import { buildArtifacts, type BuildResult } from "./build.ts";
import { readMap } from "./map.ts";
import { smokeTest } from "./smoke.ts";

const at = { file: "src/orders.ts", line: 1, column: 1, length: 1 };
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "iffc-build-"));
  write("serve.mjs", `export const serve = (handlers) => async (event) => handlers[0].invoke(event);`);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

function kinds(): readonly Kind[] {
  const trigger = {
    decorators: { On: {} },
    listensTo: "nothing" as const,
    options: {},
    repeatable: false,
    tier: "service" as const,
    timeout: { default: 3, max: 900 },
    serve: { module: pathToFileURL(join(root, "serve.mjs")).href, factory: "serve" },
    describe: () => ({ label: "an event" }),
    aws: () => ({ resources: {} }),
  };
  const local = (): never => {
    throw new Error("The build never runs the local target.");
  };
  return [{ name: "event", triggers: [trigger], findings: [], local }];
}

interface Declared {
  readonly file: string;
  readonly className: string;
  readonly methods: readonly string[];
  readonly decorators?: Service["decorators"];
  readonly cuts?: Readonly<Record<string, PlannedFunction["construction"][number]["cuts"]>>;
}

function planOf(classes: readonly Declared[]): { plan: Plan; model: Model } {
  const services: Service[] = classes.map(({ file, className, decorators = [] }) => ({
    id: className,
    role: "service",
    className,
    file,
    exportName: className,
    functions: "each",
    dependencies: [],
    options: {},
    declaredAt: { ...at, file },
    divisible: true,
    decorators,
  }));
  const functions = classes.flatMap((item) => item.methods.map((method) => functionOf(item, method)));
  const triggers = functions.map((planned): PlannedTrigger => ({
    id: planned.id,
    kind: "event",
    decorator: "On",
    tier: "service",
    logicalId: planned.logicalId,
    handler: planned.id,
    function: planned.id,
    properties: {},
    contracts: [],
    declaredAt: planned.declaredAt,
  }));
  const environment = { name: "test", target: "local", region: "eu-central-1", posture: "local" } as const;
  const plan = {
    schemaVersion: 1,
    app: "app",
    environment,
    resources: [],
    functions,
    triggers,
    changes: [],
    digest: "",
  } as const;
  return { plan, model: { schemaVersion: 1, services, resources: [], handlers: [] } };
}

function functionOf({ file, className, cuts, decorators }: Declared, method: string): PlannedFunction {
  const id = `${className}.${method}`;
  return {
    id,
    service: className,
    logicalId: `${className}${method}`,
    name: `app-test-${className}-${method}`,
    handlers: [{ id, method }],
    memory: 512,
    timeout: 3,
    environment: {},
    grants: [],
    construction: [
      {
        service: className,
        file,
        exportName: className,
        dependencies: [],
        bindings: [],
        cuts: cuts?.[method] ?? decorators ?? [],
      },
    ],
    declaredAt: { ...at, file },
  };
}

async function build(classes: readonly Declared[], zip = false): Promise<BuildResult> {
  const schemas = Promise.resolve(new Map());
  return await buildArtifacts({ ...planOf(classes), root, folder: join(root, "out"), schemas, zip }, kinds());
}

type Loaded = (event: unknown) => Promise<unknown>;

async function load(artifact: Artifact | undefined): Promise<Loaded> {
  if (!artifact) throw new Error("There is no artifact.");
  if (artifact.format === "esm")
    return ((await import(pathToFileURL(artifact.file).href)) as { handler: Loaded }).handler;
  return (createRequire(import.meta.url)(artifact.file) as { handler: Loaded }).handler;
}

function spanOf(text: string, part: string): { start: number; end: number } {
  const start = text.indexOf(part);
  return { start, end: start + part.length };
}

describe("a build", () => {
  it("links what functions share, keeps live bindings, and loads lazy modules from the same file", async () => {
    write("src/counter.ts", `export let count = 0; export function increase(): void { count++; }`);
    write("src/lazy.ts", `import { count } from "./counter"; export const late = () => "late " + count;`);
    for (const name of ["A", "B"]) {
      const body = `increase(); const { late } = await import("./lazy"); return [count, late(), "${name}"];`;
      write(
        `src/${name}.ts`,
        `import { count, increase } from "./counter"; export class ${name} { async run() { ${body} } }`,
      );
    }
    const { artifacts, diagnostics } = await build(
      ["A", "B"].map((className) => ({ file: `src/${className}.ts`, className, methods: ["run"] })),
    );
    expect(diagnostics).toEqual([]);
    const [first, second] = await Promise.all(artifacts.map(load));
    expect(await first?.({})).toEqual([1, "late 1", "A"]);
    expect(await first?.({})).toEqual([2, "late 2", "A"]);
    expect(await second?.({})).toEqual([1, "late 1", "B"]);
  });

  it("behaves as a plain bundle of the same module does", async () => {
    const text = `
      import { readdirSync } from "node:fs";
      import * as path from "node:path";
      import legacy = require("./legacy.cjs");
      export class A { run() { return [typeof readdirSync, path.basename(__filename).length > 0, legacy.value(), typeof import.meta.url]; } }`;
    write("src/a.ts", text);
    write("src/legacy.cjs", `const os = require("os"); exports.value = () => typeof os.cpus;`);
    write("src/b.ts", `import { A } from "./a"; export class B { run() { return new A().run(); } }`);
    const { artifacts } = await build([
      { file: "src/a.ts", className: "A", methods: ["run"] },
      { file: "src/b.ts", className: "B", methods: ["run"] },
    ]);
    write("entry.ts", `import { A } from "./src/a"; export const handler = async () => new A().run();`);
    const oracle = join(root, "oracle.cjs");
    await esbuild({
      entryPoints: [join(root, "entry.ts")],
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
    write("src/orders.ts", text);
    write("src/heavy.ts", `export const heavy = () => "MARKER-OF-HEAVY";`);
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
    const { artifacts, diagnostics } = await build([
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
    const map = new SourceMap((await readMap(failing?.map ?? "")) as SourceMapPayload);
    expect(map.findOrigin(Number(line), Number(column))).toMatchObject({ fileName: "src/orders.ts", lineNumber: 6 });
  });

  it("makes an ES module of a function that awaits at its top level, and of no other", async () => {
    write("src/slow.ts", `export const value = await Promise.resolve(7);`);
    write("src/a.ts", `import { value } from "./slow"; export class A { run() { return value; } }`);
    write("src/b.ts", `export class B { run() { return 8; } }`);
    const { artifacts } = await build([
      { file: "src/a.ts", className: "A", methods: ["run"] },
      { file: "src/b.ts", className: "B", methods: ["run"] },
    ]);
    expect(artifacts.map(({ format }) => format)).toEqual(["esm", "cjs"]);
    const results = await Promise.all(artifacts.map(async (artifact) => await (await load(artifact))({})));
    expect(results).toEqual([7, 8]);
  });

  it("gives the same bytes in another folder and leaves nothing half-written", async () => {
    write("src/a.ts", `export class A { run() { return 1; } }`);
    const classes = [{ file: "src/a.ts", className: "A", methods: ["run"] }];
    const first = await build(classes, true);
    const again = await build(classes, true);
    expect(again).toEqual(first);
    const before = root;
    root = mkdtempSync(join(tmpdir(), "iffc-build-elsewhere-"));
    write("serve.mjs", readFileSync(join(before, "serve.mjs"), "utf8"));
    write("src/a.ts", readFileSync(join(before, "src/a.ts"), "utf8"));
    const elsewhere = await build(classes, true);
    rmSync(before, { recursive: true });
    expect(elsewhere.artifacts[0]?.hash).toBe(first.artifacts[0]?.hash);
    expect(elsewhere.artifacts[0]?.zip?.sha256).toBe(first.artifacts[0]?.zip?.sha256);
  });

  it("makes a damaged artifact anew", async () => {
    write("src/a.ts", `export class A { run() { return 1; } }`);
    const classes = [{ file: "src/a.ts", className: "A", methods: ["run"] }];
    const { artifacts } = await build(classes, true);
    const [artifact] = artifacts;
    writeFileSync(artifact?.file ?? "", "broken");
    writeFileSync(artifact?.zip?.file ?? "", "broken");
    expect((await build(classes, true)).artifacts).toEqual(artifacts);
    expect(await (await load(artifact))({})).toBe(1);
  });
});

describe("a build of broken sources", () => {
  it("names every import that leads nowhere, at its place", async () => {
    write(
      "src/a.ts",
      `import x from "./missing";\nimport y from "not-installed";\nexport class A { run() { return [x, y]; } }`,
    );
    const { artifacts, diagnostics } = await build([{ file: "src/a.ts", className: "A", methods: ["run"] }]);
    expect(artifacts).toEqual([]);
    expect(diagnostics.map(({ code, at: place }) => [code, place?.file, place?.line])).toEqual([
      ["IFFC3001", "src/a.ts", 1],
      ["IFFC3001", "src/a.ts", 2],
    ]);
  });

  it("refuses native modules, secrets, and files from outside; warns of tests", async () => {
    const outside = mkdtempSync(join(tmpdir(), "iffc-outside-"));
    writeFileSync(join(outside, "x.ts"), "export const x = () => process.pid;");
    write("native.node", "");
    write("src/n.ts", `import n from "../native.node"; export class N { run() { return n; } }`);
    expect((await build([{ file: "src/n.ts", className: "N", methods: ["run"] }])).diagnostics[0]?.code).toBe(
      "IFFC3003",
    );
    write("src/.env.json", `{"key":1}`);
    write(
      "src/a.ts",
      `import key from "./.env.json"; import { x } from "${join(outside, "x.ts")}"; import { t } from "./a.test";
      export class A { run() { return [key, x, t]; } }`,
    );
    write("src/a.test.ts", `export const t = () => process.pid;`);
    const { diagnostics } = await build([{ file: "src/a.ts", className: "A", methods: ["run"] }]);
    rmSync(outside, { recursive: true });
    expect(diagnostics.map(({ code, severity }) => `${code} ${severity}`).sort()).toEqual([
      "IFFC3011 error",
      "IFFC3012 error",
      "IFFC3013 warning",
    ]);
  });

  it("refuses imports that cannot be followed", async () => {
    write("src/a.ts", `export class A { run(name: string) { return require(name); } }`);
    const { diagnostics } = await build([{ file: "src/a.ts", className: "A", methods: ["run"] }]);
    expect(diagnostics.map(({ code }) => code)).toEqual(["IFFC3002"]);
  });

  it("finds what fails at import, with its line", async () => {
    write("src/a.ts", `\nthrow new Error("too early");\nexport class A { run() {} }`);
    write("src/b.ts", `process.exit(3);\nexport class B { run() {} }`);
    write("src/c.ts", `export class C { run() {} }`);
    const classes = ["A", "B", "C"].map((className) => ({
      file: `src/${className.toLowerCase()}.ts`,
      className,
      methods: ["run"],
    }));
    const { artifacts } = await build(classes);
    const diagnostics = await smokeTest(artifacts, planOf(classes).plan);
    expect(diagnostics.map(({ message, at: place }) => [message, place?.file, place?.line])).toEqual([
      [`The bundle of "A.run" cannot be loaded. Error: too early`, "src/a.ts", 2],
      [`The bundle of "B.run" cannot be loaded. It ended the process with exit code 3.`, "src/b.ts", 1],
    ]);
  });
});
