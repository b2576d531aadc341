import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withProject, writeFiles } from "../../../test/fakes/project.ts";
import { kinds } from "../../kinds/registry.ts";
import { analyze } from "../analyze.ts";
import type { FileFacts } from "../facts.ts";
import { type Extractor, gatherFacts } from "./gather.ts";
import { openResolver } from "./resolve.ts";

const files = {
  "orders.ts": `import { shared } from "./shared.ts";`,
  "billing.ts": `import { shared } from "./shared.ts";`,
  "alone.ts": `export const alone = 1;`,
  "shared.ts": `export const shared = 1;`,
};

/** Gathers with an extractor that only notes which files it is asked for. */
async function gather(root: string, version = "1"): Promise<readonly string[]> {
  const extracted: string[] = [];
  const extractor: Extractor = {
    importsOf: ({ text }) => [...text.matchAll(/from "(.+)"/gu)].map(([, specifier]) => specifier ?? ""),
    extract(paths, sources) {
      extracted.push(...paths);
      const facts = paths.map((path): [string, FileFacts] => {
        const imports = extractor.importsOf(sources.get(path) ?? { path, text: "", hash: "" });
        return [path, { path, imports, valueImports: [], classes: [], units: [], diagnostics: [] }];
      });
      return new Map(facts);
    },
  };
  const entries = ["orders.ts", "billing.ts", "alone.ts"];
  const resolver = openResolver({ root, known: new Set(entries), aliases: [] });
  const cache = { file: join(root, "cache"), version };
  const openExtractor = () => Promise.resolve(extractor);
  await gatherFacts({ root, entries, resolver, verbatimImports: false, cache, openExtractor });
  return extracted.sort();
}

describe("gatherFacts", () => {
  it("extracts everything once, and nothing while nothing changes", async () => {
    await withProject(files, async (root) => {
      expect(await gather(root)).toEqual(["alone.ts", "billing.ts", "orders.ts", "shared.ts"]);
      expect(await gather(root)).toEqual([]);
    });
  });

  it("extracts a changed file and those that import it", async () => {
    await withProject(files, async (root) => {
      await gather(root);
      writeFiles(root, { "orders.ts": `import { shared } from "./shared.ts"; // changed` });
      expect(await gather(root)).toEqual(["orders.ts"]);
      writeFiles(root, { "shared.ts": `export const shared = 2;` });
      expect(await gather(root)).toEqual(["billing.ts", "orders.ts", "shared.ts"]);
      expect(await gather(root)).toEqual([]);
    });
  });

  it.each([
    ["cut off", (text: string) => text.slice(0, -10)],
    ["changed", (text: string) => text.replace("alone", "alond")],
    ["empty", () => ""],
    ["no cache at all", () => "{}"],
  ])("ignores a cache that is %s", async (_, spoil) => {
    await withProject(files, async (root) => {
      await gather(root);
      writeFileSync(join(root, "cache"), spoil(readFileSync(join(root, "cache"), "utf8")));
      expect(await gather(root)).toHaveLength(4);
      expect(await gather(root)).toEqual([]);
    });
  });

  it("ignores the cache of another version", async () => {
    await withProject(files, async (root) => {
      await gather(root, "1");
      expect(await gather(root, "2")).toHaveLength(4);
    });
  });

  it("works without a cache where none can be written", async () => {
    await withProject(files, async (root) => {
      mkdirSync(join(root, "cache"));
      expect(await gather(root)).toHaveLength(4);
      expect(await gather(root)).toHaveLength(4);
    });
  });
});

describe("analyze with a cache", () => {
  const app = {
    "orders.ts": `import { Every, Queue, Service } from "iffc";
import { retries, send } from "./shared.ts";
@Service() export class Orders {
  @Queue({ retries }) jobs!: Queue<string>;
  @Every("1 day") async run(): Promise<void> { await send(this.jobs); }
}`,
    "shared.ts": `export const retries = 2;\nexport function send(queue: any) { return queue.send("x"); }`,
  };

  it("finds the same as without one, before and after a change", async () => {
    await withProject(app, async (root) => {
      const plain = await analyze({ root, cache: false }, kinds);
      expect(await analyze({ root }, kinds)).toEqual(plain);
      expect(await analyze({ root }, kinds)).toEqual(plain);
      writeFiles(root, {
        "shared.ts": `export const retries = 3;\nexport function send(queue: any) { return queue.sendAll([]); }`,
      });
      const changed = await analyze({ root }, kinds);
      expect(changed).toEqual(await analyze({ root, cache: false }, kinds));
      expect(changed.model.resources[0]?.properties).toMatchObject({ retries: 3 });
      expect(changed.model.handlers[0]?.uses.map(({ verb }) => verb)).toEqual(["sendAll"]);
    });
  });

  it("reads only the sources that the configuration names", async () => {
    await withProject({ ...app, "other.ts": app["orders.ts"].replaceAll("Orders", "Other") }, async (root) => {
      const { files: read, model } = await analyze({ root, sources: ["orders.ts"] }, kinds);
      expect(read).toEqual(["orders.ts", "shared.ts"]);
      expect(model.services.map(({ id }) => id)).toEqual(["Orders"]);
    });
  });
});
