import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type ProjectFiles, withProject } from "../../../test/fakes/project.ts";
import { checkTypes } from "./check.ts";

const installed = join(import.meta.dirname, "../../../node_modules");
const sources: ProjectFiles = {
  "tsconfig.json": JSON.stringify({ compilerOptions: { strict: true, module: "nodenext", types: [] } }),
  "orders.ts":
    'import { Service } from "iffc";\nimport { z } from "zod";\nconst count: number = "";\n@Service() export class Orders {}\nz;\ncount;\n',
};
const manifest = (dependencies: Readonly<Record<string, string>>): ProjectFiles => ({
  "package.json": JSON.stringify({ type: "module", dependencies }),
});

/** What is found in a project in which just some packages are installed. */
function check(files: ProjectFiles, packages: readonly string[]) {
  return withProject({ ...sources, ...files }, (root) => {
    mkdirSync(join(root, "node_modules"));
    for (const name of packages) symlinkSync(join(installed, name), join(root, "node_modules", name));
    return checkTypes({ root, tsconfig: join(root, "tsconfig.json") });
  });
}

const wrong = { code: "IFFC1901", at: { file: "orders.ts", line: 3 } };

test("before npm install, one finding says so, and others stay", async () => {
  expect(await check(manifest({ iffc: "*", zod: "*" }), ["typescript"])).toMatchObject([
    {
      code: "IFFC1903",
      message: "`iffc`, `zod` are not installed here.",
      hint: "Run: npm install",
      at: { file: "orders.ts", line: 1 },
    },
    wrong,
  ]);
});

test("iffc is to be added where the project does not name it; what else it does not name is the compiler's", async () => {
  const [missing, ...others] = await check(manifest({}), ["typescript"]);
  expect(missing).toMatchObject({ code: "IFFC1903", hint: "Run: npm install iffc" });
  expect(others).toMatchObject([{ code: "IFFC1901", message: expect.stringContaining("'zod'") as string }, wrong]);
});

test("without a compiler nothing is checked, and how to get one depends on whether the project names it", async () => {
  const unchecked = { code: "IFFC1902", severity: "warning" };
  expect(await check(manifest({ typescript: "*" }), [])).toMatchObject([{ ...unchecked, hint: "Run: npm install" }]);
  expect(await check({}, [])).toMatchObject([{ ...unchecked, hint: "Install it: npm install --save-dev typescript" }]);
});
