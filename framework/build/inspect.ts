import { realpathSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import type { Metafile } from "esbuild";
import { bundleTooLarge, developmentInput, forbiddenInput, outsideInput } from "../diagnostics/catalogue/build.ts";
import { diagnose, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Location } from "../model/location.ts";
import type { Bundle } from "./bundle.ts";

/** Unzipped bytes of a function: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const sizeLimit = 262_144_000;
const forbidden = /^(?:\.env(?:\..*)?|.*\.(?:pem|key|p12|pfx|keystore)|id_(?:rsa|dsa|ecdsa|ed25519))$/iu;
const development =
  /(?:\.(?:test|spec)\.[cm]?[jt]sx?$)|(?:node_modules\/(?:vitest|jest|mocha|typescript|esbuild|ts-morph|iffc\/dist\/cli)\/)/u;

/** One function's share of a bundle, for checks. */
export interface Inspected {
  readonly function: string;
  readonly declaredAt: Location;
  /** The chunks in it, by name. */
  readonly chunks: readonly string[];
  readonly size: number;
}

/** Looks at what went into each function: where it comes from, what it is, how large it grew. */
export function inspect(functions: readonly Inspected[], bundle: Bundle, root: string): readonly Diagnostic[] {
  const inside = insideOf(root);
  const seen = new Set<string>();
  return functions.flatMap((inspected) => {
    const inputs = inputsOf(inspected, bundle);
    const fresh = [...inputs.keys()].filter((input) => !seen.has(input));
    fresh.forEach((input) => seen.add(input));
    const found = fresh.flatMap((input) => inspectInput(input, { inspected, bundle, inside }));
    return inspected.size > sizeLimit ? [...found, tooLarge(inspected, inputs)] : found;
  });
}

/** Bytes per input file of one function. */
function inputsOf(inspected: Inspected, bundle: Bundle): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const name of inspected.chunks) {
    for (const [input, { bytesInOutput }] of Object.entries(bundle.chunks.get(name)?.output.inputs ?? {})) {
      if (isGenerated(input)) continue;
      const file = fileOf(input);
      sizes.set(file, (sizes.get(file) ?? 0) + bytesInOutput);
    }
  }
  return sizes;
}

function inspectInput(
  input: string,
  { inspected, bundle, inside }: { inspected: Inspected; bundle: Bundle; inside: (input: string) => boolean },
): readonly Diagnostic[] {
  const about = { at: inspected.declaredAt };
  const via = chainTo(input, bundle.metafile);
  if (forbidden.test(basename(input))) {
    return [
      diagnose(forbiddenInput, { ...about, message: `"${input}" must not be deployed, but is imported: ${via}.` }),
    ];
  }
  if (!inside(input)) {
    return [diagnose(outsideInput, { ...about, message: `"${input}" lies outside the project: ${via}.` })];
  }
  if (development.test(input)) {
    const { bytes } = bundle.metafile.inputs[input] ?? { bytes: 0 };
    const message = `"${input}" (${bytes} bytes) is for development, but is imported: ${via}.`;
    return [diagnose(developmentInput, { ...about, message })];
  }
  return [];
}

/** The imports that lead from a handler's class to a file. */
function chainTo(input: string, { inputs }: Metafile): string {
  const importers = new Map<string, string>();
  for (const [path, { imports }] of Object.entries(inputs)) {
    for (const { path: imported } of imports) {
      if (!importers.has(fileOf(imported))) importers.set(fileOf(imported), path);
    }
  }
  const chain = [input];
  for (let next = importers.get(input); next !== undefined && !isGenerated(next); next = importers.get(fileOf(next))) {
    if (chain.includes(fileOf(next))) break;
    chain.unshift(fileOf(next));
  }
  return chain.join(" → ");
}

function isGenerated(input: string): boolean {
  return input.startsWith("iffc-");
}

/** The file of a variant of it. */
function fileOf(input: string): string {
  return input.replace(/\?.*$/u, "");
}

function tooLarge(inspected: Inspected, inputs: ReadonlyMap<string, number>): Diagnostic {
  const largest = [...inputs].sort(([, left], [, right]) => right - left).slice(0, 10);
  const listed = largest.map(([input, bytes]) => `${input} (${bytes})`).join(", ");
  const message = `The bundle of "${inspected.function}" has ${inspected.size} of ${sizeLimit} bytes. Largest inputs: ${listed}.`;
  return diagnose(bundleTooLarge, { at: inspected.declaredAt, message });
}

/** Whether an input, links followed, lies in the project, in its workspace or in an installed package. */
function insideOf(root: string): (input: string) => boolean {
  const real = realpathSync(root);
  return (input) => {
    const path = resolve(real, input);
    if (path.split(sep).includes("node_modules") || isFramework(path)) return true;
    const target = realpathSync(path);
    return !relative(workspaceOf(real), target).startsWith("..");
  };
}

const framework = resolve(import.meta.dirname, "..");

function isFramework(path: string): boolean {
  return !relative(framework, path).startsWith("..");
}

/** The folder that a monorepo's packages share: the installed packages' own, or the project itself. */
function workspaceOf(root: string): string {
  for (let folder = root; ; folder = join(folder, "..")) {
    if (exists(join(folder, "node_modules"))) return folder;
    if (folder === join(folder, "..")) return root;
  }
}

function exists(path: string): boolean {
  try {
    realpathSync(path);
    return true;
  } catch {
    return false;
  }
}
