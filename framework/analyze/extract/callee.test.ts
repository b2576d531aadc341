import { ts } from "ts-morph";
import { describe, expect, it } from "vitest";
import { makeSource } from "../sources/source.ts";
import { isAny, memberSymbol } from "./callee.ts";
import { openNames } from "./names.ts";
import { openParser, openProgram } from "./program.ts";

/** What is said to be `any`, and what the checker says of each of those and of every member. */
function compare(text: string) {
  const source = makeSource("app.ts", `${head}\n${text}`);
  const root = "/app";
  const resolver = { resolve: () => undefined };
  const sources = new Map([[source.path, source]]);
  const program = openProgram({ root, resolver, parse: openParser(root), entries: [source.path], sources });
  const scope = { program, names: openNames(program) };
  const found = { any: [] as string[], wrong: [] as string[] };
  const visit = (node: ts.Node): void => {
    if (ts.isExpression(node) && isNamedHere(node)) {
      const said = isAny(node, scope);
      const { flags } = program.checker.getTypeAtLocation(node);
      if (said) found.any.push(node.getText());
      if (said && !(flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown))) found.wrong.push(node.getText());
    }
    if (ts.isPropertyAccessExpression(node)) {
      const asked = program.checker.getSymbolAtLocation(node.name)?.declarations?.[0];
      if (memberSymbol(node, scope)?.declarations?.[0] !== asked) found.wrong.push(node.getText());
    }
    ts.forEachChild(node, visit);
  };
  const file = program.file(source.path);
  if (file) visit(file);
  return found;
}

function isNamedHere({ parent }: ts.Node): boolean {
  return !ts.isTypeNode(parent) && !ts.isHeritageClause(parent) && !ts.isImportSpecifier(parent);
}

const head = `import { outside, type Foreign } from "package";
class Own { own = 1; self!: Own; given!: Foreign; run() { return this.self.run; } }
`;

describe("isAny", () => {
  it.each([
    ["outside.a.b", "outside"],
    ["const x = outside(); x.name", "x.name"],
    ["async function f(): Promise<Foreign> { return outside; } (await f()).name", "(await f()).name"],
    ["const { a: [b] } = outside; b.c", "b.c"],
    ["outside.map((x) => x.name)", "x.name"],
    ["new Own().given.name", "new Own().given.name"],
    ["try { outside(); } catch (error) { error.name }", "error"],
    ['["a"].unknown(1).name', '["a"].unknown(1).name'],
    ["new Date().name", "new Date().name"],
  ])("%s", (text, any) => {
    const found = compare(text);
    expect(found.any).toContain(any);
    expect(found.wrong).toEqual([]);
  });

  it.each([
    "try { outside(); } catch (error) { if (error instanceof Own) error.self.run(); }",
    "const x = outside(); if (x instanceof Own) { const y = x; y.self.run(); }",
    "function isOwn(x: unknown): x is Own { return true; } const x = outside(); if (isOwn(x)) x.self.run();",
    "const isOwn = (x: any) => x instanceof Own; const x = outside(); if (isOwn(x)) x.self.run();",
    "function check(x: unknown): asserts x is Own {} const x = outside(); check(x); x.self.run();",
    "const x = outside(); if (x.constructor === Own) x.self.run();",
    "class Sub extends Own { self!: Sub; go() { this.self.go(); } } class T { a!: Own; f() { if (this instanceof Sub) this.self.go(); } }",
    "class T { given!: Foreign; f() { if (this.given instanceof Own) this.given.self.run(); } }",
    "(outside as Own).self.run(); const x = outside() as Own; x.self.run(); (<Own>outside).self.run();",
    "function f(): Own; function f(x?: 1): Foreign { return outside; } f().self.run();",
    "function f(x = new Own()) { x.self.run(); } outside((y = new Own()) => y.self.run());",
    "const { x = new Own(), ...rest } = { x: new Own() }; x.self.run(); rest.toString;",
    "for (const x of [new Own()]) x.self.run(); [new Own()].map((x) => x.self.run()); [new Own()].at(0)?.self;",
    "const o = { self: new Own(), n: 1 }; o.self.run(); const p = { ...o, n: new Own() }; p.n.self; p.self.self;",
    "class T { own = new Own(); f() { return function (this: Own) { return this.self.own; }; } static own = 1; static g() { return this.own; } }",
    "class T { own = new Own(); a = { own: 1, f() { return this.own; }, g: () => this.own.self }; }",
    "class A<T extends Own> { of!: T; f() { this.of.self; return this; } } class B extends A<Own> { g() { return this.of.self; } }",
    "let x; x = new Own(); x.self.run(); function f(...all: Own[]) { all.at(0)?.self; }",
  ])("never where the project knows more: %s", (text) => {
    expect(compare(text).wrong).toEqual([]);
  });
});
