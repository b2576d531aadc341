/**
 * Whole projects and what analyze says of them. Each `analyze/*.txt` is an archive: a comment, the project's files under
 * `-- path --`, and after `== expected ==` the model and the diagnostics as text. `UPDATE=1` writes what was found.
 *
 * A file's header may end with `crlf`, `bom`, or `-> target` for a link.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { analyze } from "../../framework/analyze/analyze.ts";
import { readConfig } from "../../framework/analyze/config.ts";
import type { Diagnostic } from "../../framework/diagnostics/diagnostic.ts";
import { drawFrame } from "../../framework/diagnostics/frame.ts";
import { decoratorNamed, kindNamed, kinds } from "../../framework/kinds/registry.ts";
import type { Shape } from "../../framework/kinds/options.ts";
import type { JsonObject } from "../../framework/model/json.ts";
import { formatLocation } from "../../framework/model/location.ts";
import type { Contract, Handler, Model, Resource, Service, Trigger } from "../../framework/model/model.ts";

import { type Archive, marker, parseArchive, unpack } from "./archive.ts";

const folder = fileURLToPath(new URL("analyze/", import.meta.url));
const updates = process.env["UPDATE"] === "1";

function describeService({ id, role, file, exportName, team, functions, dependencies, options, divisible }: Service): string {
  const notes = [
    ...(team === undefined ? [] : [`team ${team}`]),
    ...(functions === "one" ? ["one function"] : []),
    ...(dependencies.length === 0 ? [] : [`needs ${dependencies.join(", ")}`]),
    ...(Object.keys(options).length === 0 ? [] : [JSON.stringify(options)]),
    ...(divisible ? [] : ["indivisible"]),
  ];
  return [`${role} ${id} (${file} ${exportName})`, ...notes].join(", ");
}

/** What differs from the defaults, so that a new option of a kind changes no archive. */
function describeProperties(properties: JsonObject, shape: Shape): string {
  const entries = Object.entries(properties).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(shape[name]?.default),
  );
  return entries.length === 0 ? "" : ` ${JSON.stringify(Object.fromEntries(entries))}`;
}

function describeContract({ part, type, at }: Contract): string {
  return `  ${part}: ${type} at ${formatLocation(at)}`;
}

function describeResource({ id, kind, pinned, properties, contracts, declaredAt }: Resource): readonly string[] {
  const shape = kindNamed(kind)?.resource?.options ?? {};
  const head = `${kind} ${id}${pinned ? " (pinned)" : ""}${describeProperties(properties, shape)} at ${formatLocation(declaredAt)}`;
  return [head, ...contracts.map(describeContract)];
}

function describeTrigger({ kind, decorator, resource, properties, contracts }: Trigger): readonly string[] {
  const found = decoratorNamed(decorator);
  const shape = found?.role === "trigger" ? found.definition.options : {};
  const listens = resource === undefined ? "" : ` of ${resource}`;
  return [`  @${decorator} ${kind}${listens}${describeProperties(properties, shape)}`, ...contracts.map((contract) => `  ${describeContract(contract)}`)];
}

function describeHandler({ id, triggers, uses, options, declaredAt, calls }: Handler): readonly string[] {
  return [
    `handler ${id}${Object.keys(options).length === 0 ? "" : ` ${JSON.stringify(options)}`} at ${formatLocation(declaredAt)}`,
    ...triggers.flatMap(describeTrigger),
    ...uses.map(({ resource, verb, argument, at }) => {
      const what = argument === undefined ? verb : `${verb}(${JSON.stringify(argument)})`;
      return `  uses ${resource} ${what} at ${at.map(formatLocation).join(" ")}`;
    }),
    ...calls.map((call) => `  calls ${call}`),
  ];
}

function describeModel({ services, resources, handlers }: Model): string {
  return [...services.map(describeService), ...resources.flatMap(describeResource), ...handlers.flatMap(describeHandler)].join("\n");
}

function describeDiagnostic(root: string, { code, severity, message, at, related }: Diagnostic): string {
  const frame = at && at.length > 0 ? drawFrame(readFileSync(join(root, at.file), "utf8").replace(/^\uFEFF/u, ""), at).split("\n").slice(-2) : [];
  return [
    `${severity} ${code}${at ? ` ${formatLocation(at)}` : ""} ${message.replaceAll(root, "ROOT")}`,
    ...frame.map((line) => `    ${line}`),
    ...related.map((place) => `  ${formatLocation(place.at)} ${place.message}`),
  ].join("\n");
}

async function inspect(archive: Archive): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), "iffc-golden-"));
  try {
    unpack(root, archive);
    const configured = archive.files.some(({ header }) => header.startsWith("iffc.config.ts"));
    const read = configured ? await readConfig(root) : undefined;
    const { model, diagnostics, files } = await analyze({ root, cache: false }, kinds);
    const sections = [
      read?.config === undefined ? "" : `config ${JSON.stringify(read.config)}`,
      describeModel(model),
      `reads ${files.join(" ")}`,
      ...[...(read?.diagnostics ?? []), ...diagnostics].map((diagnostic) => describeDiagnostic(root, diagnostic)),
    ];
    return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
  } finally {
    rmSync(root, { recursive: true });
  }
}

describe("analyze", () => {
  it("rewrites no archive in CI", () => {
    expect(updates && Boolean(process.env["CI"])).toBe(false);
  });

  for (const name of readdirSync(folder).filter((entry) => entry.endsWith(".txt")).sort()) {
    it(name.replace(/\.txt$/u, "").replaceAll("-", " "), async () => {
      const text = readFileSync(join(folder, name), "utf8");
      const [source = "", expected = ""] = text.split(marker);
      const found = await inspect(parseArchive(source));
      if (updates && !process.env["CI"]) writeFileSync(join(folder, name), `${source}${marker}${found}`);
      else expect(found).toBe(expected);
    });
  }
});
