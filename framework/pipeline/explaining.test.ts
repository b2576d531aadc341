import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compareText } from "../model/json.ts";
import { catalogue, explainCode } from "./explaining.ts";

const entries = catalogue().flatMap((section) => section.entries);
const framework = join(import.meta.dirname, "..");

/** Every source of the framework, tests aside, by its path. */
const sources = readdirSync(framework, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !/(?:\.test|contract)\.ts$/u.test(path))
  .map((path) => ({ path, text: readFileSync(join(framework, path), "utf8") }));

test("every code is one thing's alone, and says what happened, what to do and why", () => {
  expect(new Set(entries.map(({ code }) => code)).size).toBe(entries.length);
  for (const { code, title, hint, page } of entries) {
    expect(code).toMatch(/^IFFC\d{4}$/u);
    expect(title, code).toMatch(/\S\.$/u);
    expect(hint, code).toMatch(/\S/u);
    expect(page.length, code).toBeGreaterThan(60);
  }
});

test("every code that the sources can say is in the catalogue", () => {
  const declared = sources.flatMap(({ text }) => [...text.matchAll(/^ {2}code: "(IFFC\d{4})"/gmu)]);
  const known = new Set<string>(entries.map(({ code }) => code));
  expect(new Set(declared.map(([, code]) => code))).toEqual(known);
  const mentioned = sources.flatMap(({ text }) => text.match(/IFFC\d{4}/gu) ?? []);
  expect([...new Set(mentioned)].filter((code) => !known.has(code))).toEqual([]);
});

test("every code of the catalogue is said somewhere", () => {
  const names = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/^export const (\w+)(?:: \w+)? = (?:\w+\()?\{\n {2}code: "(IFFC\d{4})"/gmu)].map(
      ([, name, code]) => ({
        path,
        name: name ?? "",
        code,
      }),
    ),
  );
  expect(names).toHaveLength(entries.length);
  // Its declaration and the list of its part name it; cli/ says some of its own.
  const program = readdirSync(join(framework, "../cli"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => ({ path: join("../cli", path), text: readFileSync(join(framework, "../cli", path), "utf8") }));
  const everything = [...sources, ...program].filter(({ path }) => path !== "toolkit.ts");
  const silent = names.filter(({ name }) => {
    const uses = everything.flatMap(({ text }) => text.match(new RegExp(`(?<![\\w.])${name}(?!\\w)`, "gu")) ?? []);
    return uses.length < 3;
  });
  expect(silent).toEqual([]);
});

test("the parts stand in the order of their codes", () => {
  const titles = catalogue().map(({ title }) => title);
  expect([titles[0], titles[1], titles.at(-1)]).toEqual(["Code and configuration", "Plan", "Command line"]);
  const codes = catalogue().map((section) => section.entries.map(({ code }) => code));
  for (const list of [codes.map(([first = ""]) => first), ...codes]) expect(list).toEqual(list.toSorted(compareText));
});

test.each(["IFFC5001", "iffc5001", "5001"])("%s is found", (text) => {
  expect(explainCode(text)?.code).toBe("IFFC5001");
});

test("a code that nothing has is not found", () => {
  expect(explainCode("IFFC0000")).toBeUndefined();
});
