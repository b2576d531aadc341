import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { buildArtifacts } from "../framework/build/build.ts";
import { kinds } from "../framework/kinds/registry.ts";
import type { Binding } from "../framework/model/plan.ts";
import { classesNamed, openBuildFolder, planOf } from "./fakes/build-folder.ts";

const app = openBuildFolder();
afterAll(() => app.remove());
for (const { file, className } of classesNamed("A", "B")) app.write(file, `export class ${className} { run() {} }`);

const settings = { partitionKey: "id", indexes: {} };
const clients: readonly Binding[] = [
  { field: "queue", resource: "A.queue", kind: "queue", variables: { url: "QUEUE" }, settings: {} },
  { field: "table", resource: "A.table", kind: "table", variables: { name: "TABLE" }, settings },
];

/** Bytes of the first function's code, as it is shipped, of an app of empty routes. */
async function routeSize(names: readonly string[], bindings: readonly Binding[] = []): Promise<number> {
  const { plan, model } = planOf(classesNamed(...names));
  const route = { kind: "http", decorator: "Get", properties: { method: "GET", path: "/" } };
  const triggers = plan.triggers.map((trigger) => ({ ...trigger, ...route }));
  const functions = plan.functions.map((planned) => ({
    ...planned,
    construction: planned.construction.map((step) => ({ ...step, bindings })),
  }));
  const folder = join(app.root, "routes");
  const schemas = Promise.resolve(new Map());
  const input = { plan: { ...plan, functions, triggers }, model, root: app.root, folder, schemas, zip: false };
  const { artifacts } = await buildArtifacts(input, kinds);
  return artifacts[0]?.size ?? Infinity;
}

/** Bytes of the same function with nothing of the framework: a trigger that calls the handler and no more. */
async function bareSize(): Promise<number> {
  const { artifacts } = await app.build(classesNamed("A"));
  return artifacts[0]?.size ?? -Infinity;
}

describe("the framework's share of a function's code, as it is shipped", () => {
  it("is at most 6 KiB for a route", async () => {
    expect((await routeSize(["A"])) - (await bareSize())).toBeLessThanOrEqual(6 * 1024);
  });

  it("is at most half a KiB more where functions share it", async () => {
    expect((await routeSize(["A", "B"])) - (await routeSize(["A"]))).toBeLessThanOrEqual(512);
  });

  it("is at most 15 KiB more with a queue and a table", async () => {
    expect((await routeSize(["A"], clients)) - (await routeSize(["A"]))).toBeLessThanOrEqual(15 * 1024);
  });
});
