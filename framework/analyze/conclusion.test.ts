import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { withProject, writeFiles } from "../../test/fakes/project.ts";
import { kinds } from "../kinds/registry.ts";
import { analyze } from "./analyze.ts";
import { openRemembered, rememberConclusion } from "./conclusion.ts";

const conclusion = {
  model: { schemaVersion: 1, services: [], resources: [], handlers: [] },
  diagnostics: [],
  schemas: { "a.ts:1:1": { type: "string", description: "two\nlines" } },
} as const;
const drawn = {
  conclusion,
  imports: new Map([["a.ts", { hash: "1", specifiers: ["./b.ts"] }]]),
  digests: new Map([
    ["a.ts", "1"],
    ["b.ts", "2"],
  ]),
};

it("recalls a conclusion for the same files in any order, and for no others", async () => {
  await withProject({}, (root) => {
    const place = { file: join(root, "conclusion"), version: "1" };
    rememberConclusion(place, drawn);
    const remembered = openRemembered(place);
    expect(remembered.imports).toEqual(drawn.imports);
    expect(remembered.recall(new Map([...drawn.digests].toReversed()))).toEqual(conclusion);
    expect(remembered.recall(new Map([...drawn.digests, ["c.ts", "3"]]))).toBeUndefined();
    expect(remembered.recall(new Map([...drawn.digests, ["b.ts", "3"]]))).toBeUndefined();
    expect(openRemembered({ ...place, version: "2" }).recall(drawn.digests)).toBeUndefined();
    return Promise.resolve();
  });
});

const app = {
  "orders.ts": `import { Every, Queue, Service } from "iffc";
import { send } from "./shared.ts";
interface Job { id: string }
@Service() export class Orders {
  @Queue() jobs!: Queue<Job>;
  @Every("1 day") async run(): Promise<void> { await send(this.jobs); }
}`,
  "shared.ts": `import type { Sender } from "iffc";\nexport function send(queue: Sender<{ id: string }>) { return queue.send({ id: "x" }); }`,
};

it("needs no facts while nothing changes, and sees what does", async () => {
  await withProject(app, async (root) => {
    const first = await analyze({ root }, kinds);
    const facts = join(root, ".iffc/cache/analysis");
    writeFileSync(facts, "");
    expect(await analyze({ root }, kinds)).toEqual(first);
    expect(readFileSync(facts, "utf8")).toBe("");
    writeFiles(root, { "other.ts": app["orders.ts"].replaceAll("Orders", "Other") });
    const more = await analyze({ root }, kinds);
    expect(more).toEqual(await analyze({ root, cache: false }, kinds));
    expect(more.model.services.map(({ id }) => id)).toEqual(["Orders", "Other"]);
    expect([...more.knownSchemas.keys()]).toEqual(["orders.ts:5:25", "other.ts:5:25"]);
  });
});
