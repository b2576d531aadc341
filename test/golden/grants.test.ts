/**
 * Programs that do something unusual with resources, and how what they are granted compares with what they do when they
 * run: nothing that they do may be missing without an error. `UPDATE=1` writes what was found.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { ProjectFiles } from "../fakes/project.ts";
import { compareGrants, verdictOf } from "../fakes/grants.ts";

const folder = fileURLToPath(new URL("grants/", import.meta.url));
const updates = process.env["UPDATE"] === "1" && !process.env["CI"];

const head = `import { Bucket, Every, Grants, Queue, Resources, Service, Table, type Reader, type Sender } from "iffc";
import { library } from "@vendor/library";
@Service()
export class Orders {
  @Queue() jobs!: Queue<string>;
  @Queue() audit!: Queue<string>;
  @Table({ partitionKey: "id" }) rows!: Table<{ id: string }, "id">;
  @Every("1 day") async idle(): Promise<void> {}
`;

function programOf(text: string): ProjectFiles {
  const [body = "", members = "", rest = "", ...others] = text.split(/^---\n/mu).map((part) => part.trim());
  const files = others.map((other): [string, string] => {
    const [name = "", ...lines] = other.split("\n");
    return [name.replace(/^\/\/ /u, ""), lines.join("\n")];
  });
  const main = `${head}  @Every("1 day") async run(): Promise<any> {\n${body}\n  }\n${members}\n}\n${rest}\n`;
  return { "orders.ts": main, ...Object.fromEntries(files) };
}

async function judge(text: string): Promise<string> {
  const [title = "", ...lines] = text.split("\n");
  const name = title.replace(/: (?:exact|refused|more|MISSING).*$/u, "");
  const verdict = verdictOf(await compareGrants(programOf(lines.join("\n"))));
  return [`${name}: ${verdict}`, ...lines].join("\n");
}

describe("grants", () => {
  for (const file of readdirSync(folder).sort()) {
    it(file.replace(/\.txt$/u, ""), { timeout: 120_000 }, async () => {
      const text = readFileSync(join(folder, file), "utf8");
      const [comment = "", ...programs] = text.split(/^### /mu);
      const judged: string[] = [];
      for (const program of programs) judged.push(await judge(program));
      const found = [comment, ...judged].join("### ");
      expect(found).not.toContain("MISSING");
      if (updates) writeFileSync(join(folder, file), found);
      else expect(found).toBe(text);
    });
  }
});
