import type { Metafile } from "esbuild";
import {
  bundleTooLarge,
  developmentInput,
  foreignHandlers,
  forbiddenInput,
  outsideInput,
} from "../../diagnostics/catalogue/build.ts";
import { diagnose, type Diagnostic, type Finding } from "../../diagnostics/diagnostic.ts";
import type { Location } from "../../model/location.ts";
import type { Bundle } from "../bundle/bundle.ts";
import { isGenerated } from "../modules/sources.ts";
import { insideOf, isForbidden } from "./origin.ts";

/** Unzipped bytes of a function: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const sizeLimit = 262_144_000;
const development =
  /(?:\.(?:test|spec)\.[cm]?[jt]sx?$)|(?:node_modules\/(?:vitest|jest|mocha|typescript|esbuild|ts-morph|iffc\/dist\/cli)\/)/u;

/** One function's share of a bundle, for checks. */
export interface Inspected {
  readonly function: string;
  readonly declaredAt: Location;
  /** The chunks in it, by name. */
  readonly chunks: readonly string[];
  /** The files of the classes that it constructs. */
  readonly classes: readonly string[];
  readonly size: number;
}

/** What all functions are looked at with. */
export interface Inspection {
  readonly bundle: Bundle;
  /** The project's root, absolute. */
  readonly root: string;
  /** The files of all classes with handlers. */
  readonly services: ReadonlySet<string>;
}

/** Looks at what went into each function: where it comes from, what it is, how large it grew. Says each thing once. */
export function inspect(
  functions: readonly Inspected[],
  { bundle, root, services }: Inspection,
): readonly Diagnostic[] {
  const inside = insideOf(root);
  const seen = new Set<string>();
  const told = new Set<string>();
  return functions.flatMap((inspected) => {
    const inputs = inputsOf(inspected, bundle);
    const isForeign = (input: string): boolean => services.has(input) && !inspected.classes.includes(input);
    const report = (input: string, { finding, said }: Found): Diagnostic => {
      const message = `"${input}" (${inputs.get(input) ?? 0} bytes) ${said}: ${chainTo(input, bundle.metafile)}.`;
      return diagnose(finding, { at: inspected.declaredAt, message });
    };
    const found = firstTime([...inputs.keys()], seen).flatMap((input) => {
      const about = lookAt(input, inside);
      return about ? [report(input, about)] : [];
    });
    const foreign = firstTime([...inputs.keys()].filter(isForeign), told).map((input) =>
      report(input, belongsElsewhere),
    );
    const large = inspected.size > sizeLimit ? [tooLarge(inspected, inputs)] : [];
    return [...found, ...foreign, ...large];
  });
}

function firstTime(names: readonly string[], seen: Set<string>): readonly string[] {
  const fresh = names.filter((name) => !seen.has(name));
  fresh.forEach((name) => seen.add(name));
  return fresh;
}

/** Bytes per input file of one function. */
function inputsOf(inspected: Inspected, bundle: Bundle): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const name of inspected.chunks) {
    for (const [input, { bytesInOutput }] of Object.entries(bundle.chunks.get(name)?.inputs ?? {})) {
      if (isGenerated(input) || bytesInOutput === 0) continue;
      const file = fileOf(input);
      sizes.set(file, (sizes.get(file) ?? 0) + bytesInOutput);
    }
  }
  return sizes;
}

interface Found {
  readonly finding: Finding;
  readonly said: string;
}

const belongsElsewhere: Found = {
  finding: foreignHandlers,
  said: "holds handlers of another service, but is imported",
};

function lookAt(input: string, inside: (input: string) => boolean): Found | undefined {
  if (isForbidden(input)) return { finding: forbiddenInput, said: "must not be deployed, but is imported" };
  if (!inside(input)) return { finding: outsideInput, said: "lies outside the project" };
  if (development.test(input)) return { finding: developmentInput, said: "is for development, but is imported" };
  return undefined;
}

/** The imports that lead from a handler's class to a file. */
function chainTo(input: string, { inputs }: Metafile): string {
  const importers = new Map<string, string>();
  for (const [path, { imports }] of Object.entries(inputs)) {
    if (isGenerated(path)) continue;
    for (const { path: imported } of imports) {
      if (!importers.has(fileOf(imported))) importers.set(fileOf(imported), fileOf(path));
    }
  }
  const chain = [input];
  for (let next = importers.get(input); next !== undefined && !chain.includes(next); next = importers.get(next))
    chain.unshift(next);
  return chain.join(" → ");
}

/** The file of a variant of it. */
function fileOf(input: string): string {
  const end = input.indexOf("?");
  return end < 0 ? input : input.slice(0, end);
}

function tooLarge(inspected: Inspected, inputs: ReadonlyMap<string, number>): Diagnostic {
  const largest = [...inputs].sort(([, left], [, right]) => right - left).slice(0, 10);
  const listed = largest.map(([input, bytes]) => `${input} (${bytes})`).join(", ");
  const message = `The bundle of "${inspected.function}" has ${inspected.size} of ${sizeLimit} bytes. Largest inputs: ${listed}.`;
  return diagnose(bundleTooLarge, { at: inspected.declaredAt, message });
}
