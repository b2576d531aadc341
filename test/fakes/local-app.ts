/** Small apps for the local target: bundles written by hand, plans around them, and a reporter that remembers. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Event, Reporter } from "../../framework/diagnostics/reporter.ts";
import type { Plan, PlannedFunction, PlannedResource, PlannedTrigger } from "../../framework/model/plan.ts";
import type { FunctionSpec } from "../../framework/targets/local/functions/spec.ts";
import type { LocalArtifact } from "../../framework/targets/local/types.ts";

const declaredAt = { file: "orders.ts", line: 1, column: 1, length: 1 };

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "iffc-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** A port that is free now, away from those that servers take by themselves. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A reporter that keeps what it was told. */
export function recordingReporter(): Reporter & { readonly events: Event[]; logLines(): string[] } {
  const events: Event[] = [];
  return {
    events,
    report: (event) => void events.push(event),
    logLines: () => events.flatMap((event) => (event.type === "log" ? [event.line] : [])),
  };
}

/** Writes a CommonJS bundle whose `handler` is the given expression, such as `async (event) => event`. */
export function writeBundle(folder: string, id: string, handler: string): LocalArtifact {
  return writeModule(folder, id, `exports.handler = ${handler};`);
}

/** Writes a bundle with the given text; one that exports by keyword is an ES module. */
export function writeModule(folder: string, id: string, text: string): LocalArtifact {
  const format = /\bexport /u.test(text) ? "esm" : "cjs";
  const hash = createHash("sha256").update(text).digest("hex");
  const file = join(folder, `${id}-${hash.slice(0, 8)}.${format === "cjs" ? "cjs" : "mjs"}`);
  writeFileSync(file, text);
  return { function: id, file, format, hash };
}

/** What a process of a function is made with, around a bundle. */
export function specFor(artifact: LocalArtifact, rest: Partial<FunctionSpec> = {}): FunctionSpec {
  const name = `app-local-${artifact.function.replace(".", "-")}`;
  return {
    id: artifact.function,
    name,
    arn: `arn:aws:lambda:eu-central-1:000000000000:function:${name}`,
    memory: 128,
    timeout: 10,
    file: artifact.file,
    format: artifact.format,
    hash: artifact.hash,
    environment: { TZ: "UTC", PATH: "/usr/bin:/bin" },
    ...rest,
  };
}

/** A function of a plan. */
export function plannedFunction(id: string, rest: Partial<PlannedFunction> = {}): PlannedFunction {
  const dashed = id.replace(".", "-");
  return {
    id,
    service: id.split(".")[0] ?? id,
    logicalId: dashed.replace("-", ""),
    name: `app-local-${dashed}`,
    handlers: [],
    memory: 128,
    timeout: 10,
    environment: {},
    grants: [],
    construction: [],
    declaredAt,
    ...rest,
  };
}

/** A resource of a plan. */
export function plannedResource(id: string, kind: string, rest: Partial<PlannedResource> = {}): PlannedResource {
  const dashed = id.replace(".", "-").toLowerCase();
  return {
    id,
    kind,
    tier: "state",
    logicalId: id.replace(".", ""),
    name: `app-local-${dashed}`,
    stateful: true,
    properties: {},
    declaredAt,
    ...rest,
  };
}

/** The app's API. */
export const api = plannedResource("Api", "http", { tier: "edge", stateful: false });

/** A route that starts the function of the same id. */
export function plannedRoute(id: string, properties: PlannedTrigger["properties"]): PlannedTrigger {
  return plannedTrigger(id, "http", { decorator: "Get", tier: "edge", resource: "Api", properties });
}

/** A trigger that starts the function of the same id. */
export function plannedTrigger(id: string, kind: string, rest: Partial<PlannedTrigger> = {}): PlannedTrigger {
  return {
    id,
    kind,
    decorator: "On",
    tier: "service",
    logicalId: id.replace(".", ""),
    handler: id,
    function: id,
    properties: {},
    contracts: [],
    declaredAt,
    ...rest,
  };
}

/** A plan of the given parts. */
export function planOf(parts: Partial<Plan>): Plan {
  const plan = {
    schemaVersion: 1 as const,
    app: "app",
    environment: { name: "local", target: "local", region: "eu-central-1", posture: "local" } as const,
    resources: [],
    functions: [],
    triggers: [],
    changes: [],
    ...parts,
  };
  return { ...plan, digest: createHash("sha256").update(JSON.stringify(plan)).digest("hex") };
}
