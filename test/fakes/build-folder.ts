import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildArtifacts, type BuildResult } from "../../framework/build/build.ts";
import type { Kind } from "../../framework/kinds/kind.ts";
import type { Artifact } from "../../framework/model/artifact.ts";
import type { JsonObject } from "../../framework/model/json.ts";
import { formatLocation } from "../../framework/model/location.ts";
import type { Model, Service, Span } from "../../framework/model/model.ts";
import type { Plan, PlannedFunction, PlannedTrigger } from "../../framework/model/plan.ts";

/** A class of an app that is built. */
export interface Declared {
  readonly file: string;
  readonly className: string;
  readonly methods: readonly string[];
  readonly decorators?: readonly Span[];
  /** What its handlers accept. */
  readonly schema?: JsonObject;
  /** What is cut for each method. */
  readonly cuts?: Readonly<Record<string, readonly Span[]>>;
  /** What is constructed besides, before it. */
  readonly injected?: readonly PlannedFunction["construction"][number][];
}

/** Loads a bundle's handler. */
export type Loaded = (event: unknown) => Promise<unknown>;

/** A folder with sources, and the build of its classes, without an analyzer. */
export interface BuildFolder {
  readonly root: string;
  write(file: string, text: string): void;
  build(classes: readonly Declared[], zip?: boolean, external?: readonly string[]): Promise<BuildResult>;
  remove(): void;
}

/** Makes a folder for a build. */
export function openBuildFolder(): BuildFolder {
  const root = mkdtempSync(join(tmpdir(), "iffc-build-"));
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  write("serve.mjs", `export const serve = (handlers) => async (event) => handlers[0].invoke(event);`);
  return {
    root,
    write,
    build: (classes, zip = false, external = []) => buildIn(root, classes, { zip, external }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Builds classes in a folder that somebody opened. */
export async function buildIn(
  root: string,
  classes: readonly Declared[],
  options: { readonly zip: boolean; readonly external?: readonly string[] },
): Promise<BuildResult> {
  const schemas = Promise.resolve(new Map(classes.flatMap(schemaOf)));
  const input = { ...planOf(classes), ...options, root, folder: join(root, "out"), schemas };
  return await buildArtifacts(input, kindsIn(root));
}

/** Classes `A` in `src/a.ts` and so on, each with a handler `run`. */
export function classesNamed(...names: readonly string[]): readonly Declared[] {
  return names.map((className) => ({ file: `src/${className.toLowerCase()}.ts`, className, methods: ["run"] }));
}

function kindsIn(root: string): readonly Kind[] {
  const trigger = {
    decorators: { On: {} },
    listensTo: "nothing" as const,
    options: {},
    repeatable: false,
    tier: "service" as const,
    timeout: { default: 3, max: 900 },
    contracts: "resource" as const,
    serve: { module: pathToFileURL(join(root, "serve.mjs")).href, factory: "serve" },
    describe: () => ({ label: "an event" }),
    aws: () => ({ resources: {} }),
  };
  const local = (): never => {
    throw new Error("The build never runs the local target.");
  };
  return [{ name: "event", triggers: [trigger], findings: [], local }];
}

const at = { file: "src/orders.ts", line: 1, column: 1, length: 1 };

function schemaOf({ file, schema }: Declared): readonly (readonly [string, JsonObject])[] {
  return schema ? [[formatLocation({ ...at, file }), schema]] : [];
}

/** The plan and the model of classes. */
export function planOf(classes: readonly Declared[]): { plan: Plan; model: Model } {
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
  const schemas = new Map(classes.map(({ className, schema }) => [className, schema]));
  const triggers = functions.map((planned): PlannedTrigger => ({
    id: planned.id,
    kind: "event",
    decorator: "On",
    tier: "service",
    logicalId: planned.logicalId,
    handler: planned.id,
    function: planned.id,
    properties: {},
    contracts: schemas.get(planned.service) ? [{ part: "message", type: "Input", at: planned.declaredAt }] : [],
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

function functionOf({ file, className, cuts, decorators, injected = [] }: Declared, method: string): PlannedFunction {
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
      ...injected,
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

/** Loads an artifact in this process. */
export async function load(artifact: Artifact | undefined): Promise<Loaded> {
  if (!artifact) throw new Error("There is no artifact.");
  if (artifact.format === "esm")
    return ((await import(pathToFileURL(artifact.file).href)) as { handler: Loaded }).handler;
  return (createRequire(import.meta.url)(artifact.file) as { handler: Loaded }).handler;
}

/** Where a part of a text stands. */
export function spanOf(text: string, part: string): { start: number; end: number } {
  const start = text.indexOf(part);
  return { start, end: start + part.length };
}
