/** What holds for every project: tried on the archives and on mutations of them. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { array, assert, asyncProperty, constantFrom, nat, record, shuffledSubarray } from "fast-check";
import { describe, expect, it } from "vitest";
import { type Analysis, analyze } from "../../framework/analyze/analyze.ts";
import { linkFacts } from "../../framework/analyze/link/link.ts";
import { discoverFiles } from "../../framework/analyze/sources/discover.ts";
import { gatherFacts } from "../../framework/analyze/sources/gather.ts";
import { openResolver } from "../../framework/analyze/sources/resolve.ts";
import { readTsconfig } from "../../framework/analyze/sources/tsconfig.ts";
import { kinds } from "../../framework/kinds/registry.ts";
import { type Archive, marker, parseArchive, unpack } from "./archive.ts";

const folder = fileURLToPath(new URL("analyze/", import.meta.url));
const names = readdirSync(folder).filter((name) => name.endsWith(".txt"));
const archives = names.map((name) => parseArchive(readFileSync(join(folder, name), "utf8").split(marker)[0] ?? ""));

async function unpacked<Result>(archive: Archive, use: (root: string) => Promise<Result>): Promise<Result> {
  const root = mkdtempSync(join(tmpdir(), "iffc-property-"));
  try {
    unpack(root, archive);
    return await use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Offsets count line ends, places do not. */
function withoutSpans({ model, diagnostics }: Analysis): unknown {
  const services = model.services.map((service) => ({ ...service, decorators: service.decorators.length }));
  const handlers = model.handlers.map((handler) => ({ ...handler, span: null }));
  return { ...model, services, handlers, diagnostics };
}

describe("analyze", () => {
  it("gives the same model and places whatever the line ends", async () => {
    for (const archive of archives) {
      const plain = await unpacked(archive, (root) => analyze({ root, cache: false }, kinds));
      const files = archive.files.map((file) => ({ ...file, header: file.header.includes("->") ? file.header : `${file.header} bom crlf` }));
      const windows = await unpacked({ ...archive, files }, (root) => analyze({ root, cache: false }, kinds));
      expect(withoutSpans(windows)).toEqual(withoutSpans(plain));
    }
  });

  it("does not depend on the order in which files are read", async () => {
    for (const archive of archives.slice(0, 20)) {
      await unpacked(archive, async (root) => {
        const tsconfig = readTsconfig(root);
        const { paths } = discoverFiles(root, tsconfig);
        const resolver = openResolver({ root, known: new Set(paths), aliases: tsconfig.aliases });
        const facts = async (entries: readonly string[]) => {
          const { files } = await gatherFacts({ root, entries, resolver, verbatimImports: false });
          return linkFacts({ files: [...files.values()], kinds, resolver });
        };
        const expected = await facts(paths);
        const order = shuffledSubarray([...paths], { minLength: paths.length });
        const same = asyncProperty(order, async (entries) => {
          expect(await facts(entries)).toEqual(expected);
        });
        await assert(same, { numRuns: 3 });
      });
    }
  });

  it("survives every mutation of its input, and gives the same answer twice", async () => {
    const token = /\s+|\w+|"[^"\n]*"|[^\w\s]/gu;
    const mutation = record({ kind: constantFrom("drop", "double", "swap", "nest", "cut"), file: nat(), at: nat(), other: nat() });
    const mutated = asyncProperty(constantFrom(...archives), array(mutation, { minLength: 1, maxLength: 6 }), async (archive, mutations) => {
      const files = archive.files.map(({ header, text }) => ({ header, tokens: text.match(token) ?? [] }));
      for (const { kind, file, at, other } of mutations) {
        const { tokens } = files[file % files.length] ?? { tokens: [] };
        const index = at % Math.max(1, tokens.length);
        const taken = tokens[other % Math.max(1, tokens.length)] ?? "";
        if (kind === "drop") tokens.splice(index, 1);
        if (kind === "double") tokens.splice(index, 0, taken);
        if (kind === "swap") tokens[index] = taken;
        if (kind === "nest") tokens.splice(index, 0, "(".repeat(other % 40));
        if (kind === "cut") tokens.length = index;
      }
      const project = { ...archive, files: files.map(({ header, tokens }) => ({ header, text: tokens.join("") })) };
      await unpacked(project, async (root) => {
        const first = await analyze({ root, cache: false }, kinds);
        expect(await analyze({ root, cache: false }, kinds)).toEqual(first);
      });
    });
    await assert(mutated, { numRuns: 300 });
  }, 120_000);

  it("reports absurd nesting instead of failing", async () => {
    const deep = (open: string, close: string, count: number) => `export const x = ${open.repeat(count)}1${close.repeat(count)};`;
    const fine = `import { Every, Service } from "iffc";\n@Service() export class Fine { @Every("1 day") async run(): Promise<void> {} }\n`;
    const files = [
      { header: "brackets.ts", text: deep("[", "]", 20_000) },
      { header: "calls.ts", text: deep("f(", ")", 5_000) },
      { header: "chain.ts", text: `export const x = a${".b".repeat(20_000)};` },
      { header: "sum.ts", text: `export const x = 1${" + 1".repeat(20_000)};` },
      { header: "fine.ts", text: fine },
    ];
    const { model, diagnostics } = await unpacked({ comment: "", files }, (root) => analyze({ root, cache: false }, kinds));
    expect(model.handlers.map(({ id }) => id)).toEqual(["Fine.run"]);
    expect(diagnostics.map(({ code }) => code)).toContain("IFFC1011");
    expect(diagnostics.every(({ at }) => at?.file !== "fine.ts")).toBe(true);
  });
});
