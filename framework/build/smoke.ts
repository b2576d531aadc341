/**
 * artifacts → diagnostics: loads every bundle once in a child process, so that what fails at import never reaches the
 * cloud. A bundle that loaded before is not loaded again.
 */
import { type ChildProcess, fork } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { nativeModule, notLoadable } from "../diagnostics/catalogue/build.ts";
import { diagnose, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Artifact } from "../model/artifact.ts";
import type { Location } from "../model/location.ts";
import type { Plan } from "../model/plan.ts";
import { isGenerated } from "./modules/sources.ts";
import { openMap, sourceAt } from "./trace.ts";

/** What the child is asked to load. */
export interface SmokeTask {
  readonly file: string;
  readonly format: Artifact["format"];
  readonly environment: Readonly<Record<string, string>>;
}

/** How it went: empty where the bundle loaded. */
export interface SmokeReport {
  readonly name?: string;
  readonly message?: string;
  readonly stack?: string;
}

/** A report of what went wrong, and the file that was loaded. */
type LoadFailure = SmokeReport & { readonly file: string };

/** Lambda gives a function ten seconds to initialise: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const timeLimit = 10_000;

/** Loads each artifact and reports those that cannot be loaded, at the line that fails. Once aborted it loads no more. */
export async function smokeTest(
  artifacts: readonly Artifact[],
  plan: Plan,
  signal?: AbortSignal,
): Promise<readonly Diagnostic[]> {
  const fresh = artifacts.filter((artifact) => !hasLoaded(artifact));
  if (fresh.length === 0) return [];
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "iffc-load-")));
  try {
    return await loadAll(fresh, { plan, folder, ...(signal && { signal }) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function loadAll(
  artifacts: readonly Artifact[],
  { plan, folder, signal }: { readonly plan: Plan; readonly folder: string; readonly signal?: AbortSignal },
): Promise<readonly Diagnostic[]> {
  const places = new Map(plan.functions.map((planned) => [planned.id, planned]));
  const diagnostics: Diagnostic[] = [];
  let child: ChildProcess | undefined;
  for (const artifact of artifacts) {
    if (signal?.aborted) break;
    child ??= startChild();
    const planned = places.get(artifact.function);
    const file = isolate(artifact, folder);
    const environment = placeholders(planned?.environment ?? {});
    const report = await loadIn(child, { file, format: artifact.format, environment });
    if (report.message === undefined) {
      writeFileSync(markOf(artifact), "");
      continue;
    }
    if (child.exitCode !== null || child.killed) child = undefined;
    diagnostics.push(describe(artifact, { ...report, file }, planned?.declaredAt));
  }
  child?.kill("SIGKILL");
  return diagnostics;
}

/**
 * Puts a bundle where, as on AWS, no folder above it has installed packages: what was not bundled is missing there, but
 * for what is shipped beside it.
 */
function isolate(artifact: Artifact, folder: string): string {
  const file = join(folder, artifact.hash, basename(artifact.file));
  mkdirSync(dirname(file), { recursive: true });
  for (const [name, installed] of Object.entries(artifact.packages ?? {})) {
    const link = join(dirname(file), "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    if (!existsSync(link)) symlinkSync(installed, link, "junction");
  }
  copyFileSync(artifact.file, file);
  writeFileSync(join(dirname(file), "package.json"), `{ "type": "commonjs" }\n`);
  return file;
}

function startChild(): ChildProcess {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const environment = { PATH: process.env["PATH"], TZ: "UTC", AWS_REGION: "us-east-1", NODE_NO_WARNINGS: "1" };
  return fork(join(import.meta.dirname, `smoke-child.${extension}`), {
    env: environment,
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    execArgv: [],
  });
}

function placeholders(environment: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(environment);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === "string" ? value : "https://localhost/unknown"]),
  );
}

async function loadIn(child: ChildProcess, task: SmokeTask): Promise<SmokeReport> {
  return await new Promise((resolve) => {
    const finish = (report: SmokeReport): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      resolve(report);
    };
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      finish({ message: `It did not finish loading within ${timeLimit / 1000} s.` });
    }, timeLimit);
    child.once("message", (report) => finish(report as SmokeReport));
    child.once("exit", (code) => finish({ message: `It ended the process with exit code ${code ?? "none"}.` }));
    child.send(task);
  });
}

function describe(artifact: Artifact, report: LoadFailure, declaredAt: Location | undefined): Diagnostic {
  const said = report.name === undefined ? report.message : `${report.name}: ${report.message}`;
  const at = locate(artifact, report) ?? declaredAt;
  const finding = /\.node\b/u.test(report.message ?? "") ? nativeModule : notLoadable;
  return diagnose(finding, { message: `The bundle of "${artifact.function}" cannot be loaded. ${said}`, at });
}

/** The topmost line of the user's in a stack, by the bundle's source map. */
function locate(artifact: Artifact, { file: loaded, stack = "" }: LoadFailure): Location | undefined {
  const frames = [...stack.matchAll(/:(\d+):(\d+)\)?$/gmu)].filter(({ input, index }) =>
    lineAt(input, index).includes(loaded),
  );
  const map = openMap(artifact.map);
  for (const [, line, column] of frames) {
    const place = sourceAt(map, Number(line), Number(column));
    if (!place || place.file.startsWith("../") || place.file.includes("node_modules/") || isGenerated(place.file))
      continue;
    return { ...place, length: 1 };
  }
  return undefined;
}

function lineAt(text: string, index: number): string {
  return text.slice(text.lastIndexOf("\n", index) + 1, text.indexOf("\n", index) + 1 || undefined);
}

/** Stands beside a bundle that has been loaded, under the hash of its content. */
function markOf(artifact: Artifact): string {
  return join(artifact.file, "..", "loaded");
}

function hasLoaded(artifact: Artifact): boolean {
  return existsSync(markOf(artifact));
}
