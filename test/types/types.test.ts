/**
 * What must and must not compile. A fixture of `invalid/` begins with a line for each error that it has to cause; one of
 * `valid/` has none. The real compiler sees all of them at once, as strictly as this package and as people usually do.
 */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";

const folder = fileURLToPath(new URL(".", import.meta.url));
const compiler = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));

const fixtures = ["valid", "invalid"].flatMap((group) =>
  readdirSync(join(folder, "fixtures", group)).map((name) => `fixtures/${group}/${name}`),
);

describe.each(["tsconfig.json", "tsconfig.plain.json"])("with %s", (project) => {
  let errors: ReadonlyMap<string, readonly string[]>;

  beforeAll(async () => {
    errors = readErrors(await compile(project));
  });

  it("nothing else than the fixtures is wrong", () => {
    expect([...errors.keys()].filter((file) => !fixtures.includes(file))).toEqual([]);
  });

  it.each(fixtures)("%s", (file) => {
    const expected = expectations(file);
    const found = errors.get(file) ?? [];
    expect(expected.length > 0).toBe(file.startsWith("fixtures/invalid/"));
    expect(found.filter((error) => !expected.some((text) => error.includes(text)))).toEqual([]);
    expect(expected.filter((text) => !found.some((error) => error.includes(text)))).toEqual([]);
  });
});

function compile(project: string): Promise<string> {
  const options = ["-p", join(folder, project), "--pretty", "false"];
  return new Promise((resolve) => {
    execFile(process.execPath, [compiler, ...options], { cwd: folder }, (_error, stdout) => resolve(stdout));
  });
}

function expectations(file: string): readonly string[] {
  const lines = readFileSync(join(folder, file), "utf8").split("\n");
  return lines.flatMap((line) => /^\/\/ error: (.+)$/u.exec(line)?.[1] ?? []);
}

/** The messages by file; the lines that explain one are indented and belong to it. */
function readErrors(output: string): ReadonlyMap<string, readonly string[]> {
  const errors = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of output.split("\n")) {
    const [, file, message] = /^(.+?)\(\d+,\d+\): error TS\d+: (.*)$/u.exec(line) ?? [];
    if (file !== undefined && message !== undefined) {
      current = errors.get(file) ?? [];
      errors.set(file, current);
      current.push(message);
    } else if (line.startsWith(" ")) {
      current.push(`${current.pop() ?? ""}\n${line}`);
    }
  }
  return errors;
}
