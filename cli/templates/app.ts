/** The files of a new app, by path. `name` is the app's, `version` that of the iffc that makes it. */
export function newApp(name: string, version: string): Readonly<Record<string, string>> {
  return {
    "package.json": `${JSON.stringify(manifest(name, version), undefined, 2)}\n`,
    "tsconfig.json": `${JSON.stringify(compiler, undefined, 2)}\n`,
    "iffc.config.ts": configuration(name),
    "vitest.config.ts": testing,
    "src/notes.ts": service,
    "src/notes.test.ts": test,
    ".gitignore": "node_modules/\n.iffc/\n",
    "README.md": readme(name),
  };
}

const manifest = (name: string, version: string) => ({
  name,
  private: true,
  type: "module",
  scripts: { dev: "iffc dev", check: "iffc check", test: "vitest run", deploy: "iffc deploy" },
  dependencies: { iffc: `^${version}` },
  devDependencies: { "@types/node": "^24.0.0", typescript: "^7.0.0", vitest: "^5.0.0" },
  engines: { node: ">=22.13" },
});

const compiler = {
  compilerOptions: {
    target: "es2024",
    lib: ["es2024", "esnext.decorators"],
    module: "nodenext",
    types: ["node"],
    strict: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  },
  include: ["src", "iffc.config.ts", "vitest.config.ts"],
};

const configuration = (name: string): string => `import { defineApp } from "iffc/config";

export default defineApp({
  name: "${name}",
  environments: {
    local: { target: "local" },
    // Fill in your account, then: npx iffc plan --env dev
    // dev: { target: "aws", account: "123456789012", region: "eu-central-1", posture: "sandbox" },
  },
});
`;

const testing = `import { iffc } from "iffc/testing";
import { defineConfig } from "vitest/config";

export default defineConfig({ plugins: [iffc()] });
`;

const service = `import { Consumes, Get, type Http, Post, Queue, Service, Table } from "iffc";

interface NewNote {
  /** @minLength 1 */
  text: string;
}

export interface Note extends NewNote {
  id: string;
  /** Filled in by the handler behind the queue. */
  words: number;
}

@Service()
export class Notes {
  @Queue() readonly incoming!: Queue<Omit<Note, "words">>;
  @Table({ partitionKey: "id" }) readonly notes!: Table<Note, "id">;

  @Post("/notes", { auth: "none" })
  async add({ body }: Http<{ body: NewNote }>): Promise<{ id: string }> {
    const note = { ...body, id: crypto.randomUUID() };
    await this.incoming.send(note);
    return { id: note.id };
  }

  @Consumes("incoming")
  async count(note: Omit<Note, "words">): Promise<void> {
    await this.notes.put({ ...note, words: note.text.trim().split(/\\s+/u).length });
  }

  @Get("/notes/{id}", { auth: "none" })
  async find({ path }: Http<{ path: { id: string } }>): Promise<Note | undefined> {
    return await this.notes.get({ id: path.id });
  }
}
`;

const test = `import { fake } from "iffc/testing";
import { expect, it } from "vitest";
import { type Note, Notes } from "./notes.ts";

it("counts the words of a note", async () => {
  const kept: Note[] = [];
  const notes = fake(new Notes(), { notes: { put: async (note) => void kept.push(note) } });
  await notes.count({ id: "1", text: "three short words" });
  expect(kept).toEqual([{ id: "1", text: "three short words", words: 3 }]);
});
`;

const readme = (name: string): string => `# ${name}

    npm install
    npx iffc dev        the app on this machine, with reload; prints the address of every route
    npm test            unit tests, with plain objects in place of queues and tables
    npx iffc check      everything that is wrong, with the line and the way out

For AWS, name an account in \`iffc.config.ts\`; then \`npx iffc plan --env dev\` shows what a deploy would create and which
permissions each handler gets, and \`npx iffc deploy --env dev\` does it.
`;
