import type { ts } from "ts-morph";
import { describe, expect, it } from "vitest";
import { openEvaluator } from "./evaluate.ts";
import { openNames } from "./extract/names.ts";
import { openParser, openProgram } from "./extract/program.ts";
import type { Located } from "./located.ts";
import { makeSource } from "./sources/source.ts";

const root = "/app";

/** Evaluates the value of `const it` in `main.ts`, beside other files. */
function evaluate(code: string, files: Readonly<Record<string, string>> = {}): Located {
  const texts = Object.entries({ "main.ts": code, ...files });
  const sources = new Map(texts.map(([path, text]) => [path, makeSource(path, text)]));
  const resolver = {
    resolve: (specifier: string) => (sources.has(specifier.slice(2)) ? specifier.slice(2) : undefined),
  };
  const program = openProgram({ root, resolver, parse: openParser(root), entries: [...sources.keys()], sources });
  const file = program.file("main.ts");
  const statement = file?.statements.at(-1);
  if (!statement || !("declarationList" in statement)) throw new Error("The code must end with a declaration.");
  const { declarations } = statement.declarationList as ts.VariableDeclarationList;
  const initializer = declarations[0]?.initializer;
  if (!initializer) throw new Error("The declaration has no value.");
  return openEvaluator(program, openNames(program))(initializer);
}

/** The value as plain data; what is unknown as its reason. */
function plain(value: Located): unknown {
  if (value.type === "scalar") return value.value;
  if (value.type === "list") return value.items.map(plain);
  if (value.type === "dictionary")
    return Object.fromEntries(value.entries.map((entry) => [entry.name, plain(entry.value)]));
  if (value.type === "unknown") return `unknown: ${value.reason}`;
  return value.type === "class" ? `class ${value.key}` : undefined;
}

const known: readonly (readonly [string, unknown])[] = [
  [`const it = "a"`, "a"],
  ["const it = `a`", "a"],
  ["const b = 2; const it = `a${b}${true}${null}`", "a2truenull"],
  [`const it = 1_000`, 1000],
  [`const it = 0x10`, 16],
  [`const it = -1`, -1],
  [`const it = +1`, 1],
  [`const it = !true`, false],
  [`const it = !""`, true],
  [`const it = 2 + 3 * 4 - 6 / 3 % 4`, 12],
  [`const it = 2 ** 10`, 1024],
  [`const it = "a" + 1`, "a1"],
  [`const it = 1 + "a"`, "1a"],
  [`const it = undefined ?? "a"`, "a"],
  [`const it = null ?? 1`, 1],
  [`const it = 0 ?? 1`, 0],
  [`const it = null`, null],
  [`const it = undefined`, undefined],
  [`const it = ("a" as const)`, "a"],
  [`const it = <string>"a"`, "a"],
  [`const it = "a" satisfies string`, "a"],
  [`const it = "a"!`, "a"],
  [`const it = [1, [2], ...[3, 4]]`, [1, [2], 3, 4]],
  [`const it = { a: 1, "b": 2, ["c"]: 3, 4: 5 }`, { a: 1, b: 2, c: 3, 4: 5 }],
  [`const a = 1; const it = { a }`, { a: 1 }],
  [`const o = { a: 1, b: 2 }; const it = { ...o, b: 3, ...undefined }`, { a: 1, b: 3 }],
  [`const o = { a: { b: [0, 7] } }; const it = o.a["b"][1]`, 7],
  [`const o = { a: 1 } as const; const { a, a: b } = o; const it = [a, b]`, [1, 1]],
  [`const key = "a"; const o = { a: 1 }; const it = o[key]`, 1],
  [`const o = { __proto__: 1, constructor: 2 }; const it = [o.constructor, o["__proto__"]]`, [2, 1]],
  [`enum E { A, B, C = 10, D, T = "t" } const it = [E.A, E.B, E.C, E.D, E["T"]]`, [0, 1, 10, 11, "t"]],
  [`const enum E { A = 1 << 0 | 0, B = "x" } const it = E.B`, "x"],
  [`enum E { A = 2, B = A * 3, C = E.B + 1 } const it = E.C`, 7],
  [`class C { static readonly a = 3 } const it = C.a`, 3],
  [`class C {} const it = C`, "class main.ts#C"],
  [`function f(a = 1) { return a } const it = { f() {}, a: 1 }`, { f: "unknown: it is a function", a: 1 }],
];

const unknown: readonly (readonly [string, string])[] = [
  [`const it = process.env.A`, "it is read from the environment"],
  [`const it = process.env["A"]`, "it is read from the environment"],
  [`const it = import.meta.env.A`, "it is read from the environment"],
  [`const { A } = process.env; const it = A`, "it is read from the environment"],
  [`const it = f(1)`, "it is what `f` returns"],
  [`let a = 1; const it = a`, "it is declared with `let` or `var` and may change"],
  [`for (const a of [1]) {} const it = a`, "`a` is not declared in the project"],
  [`const it = Math.PI`, "`Math` is not declared in the project"],
  [`const it = new Date()`, "it is an object that is constructed"],
  [`const it = true ? 1 : 2`, "it depends on a condition"],
  [`const it = () => 1`, "it is a function"],
  [`const a = b; const b = a; const it = a`, "it refers to itself"],
  [`const it = { ...[1] }`, "only objects and arrays can be spread here"],
  [`const it = [...{}]`, "only objects and arrays can be spread here"],
  [`const it = { a: 1 }.b`, "there is no `b` in it"],
  [`const it = {}.toString`, "there is no `toString` in it"],
  [`const it = [1].length`, "there is no `length` in it"],
  [`const it = "a" - 1`, "these values cannot be combined"],
  [`const it = 1 < 2`, "these values cannot be combined"],
  [`const it = /a/`, "`/a/` is not one of the forms that can be read"],
  [`const it = { [f()]: 1 }`, "it is what `f` returns"],
  [`const it = \`\${{}}\``, "these values cannot be combined"],
  [`class C { static a = 3 } const it = C.a`, "it is a field that may change"],
  [`const { a = 1 } = {}; const it = a`, "it is destructured in a way that cannot be read"],
  [`import { a } from "vendor"; const it = a`, 'it comes from the package "vendor"'],
  [`import { a } from "./none.ts"; const it = a`, '"./none.ts" is no source of the project'],
  [`import * as all from "./other.ts"; const it = all`, "it is a whole module"],
];

describe("evaluate", () => {
  for (const [code, expected] of known) {
    it(`reads ${code}`, () => expect(plain(evaluate(code))).toEqual(expected));
  }

  for (const [code, reason] of unknown) {
    it(`says why it cannot read ${code}`, () => {
      expect(plain(evaluate(code, { "other.ts": "export const b = 1;" }))).toBe(`unknown: ${reason}`);
    });
  }

  it("follows imports of every form", () => {
    const files = {
      "a.ts": `export const one = 1; export default "d"; const inner = 2; export { inner as two };`,
      "b.ts": `export * from "./a.ts"; export { two as zwei } from "./a.ts"; export * as a from "./a.ts"; export { default } from "./a.ts";`,
    };
    const code = `import d, { one, zwei, a as space } from "./b.ts"; import * as b from "./b.ts";
      const it = [d, one, zwei, space.two, b.one, b.a.one, b["two"]];`;
    expect(plain(evaluate(code, files))).toEqual(["d", 1, 2, 2, 1, 1, "unknown: it is a whole module"]);
  });

  it("keeps the way that led to an unknown value", () => {
    const files = { "a.ts": `export const a = b;\nconst b = process.env.B;` };
    const value = evaluate(`import { a } from "./a.ts";\nconst it = a;`, files);
    const chain = value.type === "unknown" ? value.chain : [];
    expect(
      [value.at, ...chain.map(({ at }) => at)].map(({ file, line, column }) => `${file}:${line}:${column}`),
    ).toEqual(["main.ts:2:12", "a.ts:1:18", "a.ts:2:11"]);
  });

  it("points at the use of a plain value and at the parts of a structure", () => {
    const code = `const n = 5;\nconst o = { n: 6 };\nconst it = [n, o];`;
    const value = evaluate(code);
    const items = value.type === "list" ? value.items : [];
    expect(items.map(({ at }) => at.line)).toEqual([3, 2]);
  });

  it("ends in bounded time on values that grow without bounds", () => {
    const doubling = Array.from({ length: 60 }, (_, index) => `const s${index + 1} = s${index} + s${index};`).join(
      "\n",
    );
    expect(plain(evaluate(`const s0 = "x";\n${doubling}\nconst it = s60;`))).toMatch(/unknown: it is too large/u);
    const nested = `const it = ${"[".repeat(300)}${"]".repeat(300)};`;
    expect(JSON.stringify(plain(evaluate(nested)))).toContain("it is too large");
  });
});
