import { array, assert, asyncProperty, constantFrom } from "fast-check";
import { describe, expect, it } from "vitest";
import { analyzeFiles } from "../../test/fakes/project.ts";

/** Hands a value on in one way: what must run before, and the expression that is the value afterwards. */
type Step = (value: string, name: string) => { readonly before?: string; readonly value: string };

const steps: Readonly<Record<string, Step>> = {
  parentheses: (value) => ({ value: `(${value})` }),
  nonNull: (value) => ({ value: `${value}!` }),
  castAway: (value) => ({ value: `(${value} as any)` }),
  satisfies: (value) => ({ value: `(${value} satisfies unknown)` }),
  comma: (value) => ({ value: `(0, ${value})` }),
  either: (value) => ({ value: `(${value} ?? ${value})` }),
  condition: (value) => ({ value: `(Math.random() > 1 ? ${value} : ${value})` }),
  awaited: (value, name) => ({ before: `const ${name} = await ${value};`, value: name }),
  const: (value, name) => ({ before: `const ${name} = ${value};`, value: name }),
  annotated: (value, name) => ({ before: `const ${name}: any = ${value};`, value: name }),
  assigned: (value, name) => ({ before: `let ${name}; ${name} = ${value};`, value: name }),
  chained: (value, name) => ({ before: `let ${name}, ${name}b; ${name} = ${name}b = ${value};`, value: name }),
  object: (value) => ({ value: `({ a: ${value} }).a` }),
  element: (value) => ({ value: `({ a: ${value} })["a"]` }),
  spreadObject: (value) => ({ value: `({ ...{ a: ${value} } }).a` }),
  destructured: (value, name) => ({ before: `const { a: ${name} } = { a: ${value} };`, value: name }),
  array: (value) => ({ value: `[${value}][0]` }),
  taken: (value, name) => ({ before: `const [${name}] = [${value}];`, value: name }),
  keptObject: (value, name) => ({ before: `const ${name} = { a: ${value} };`, value: `${name}.a` }),
  map: (value) => ({ value: `new Map([["a", ${value}]]).get("a")` }),
  resolved: (value, name) => ({ before: `const ${name} = await Promise.resolve(${value});`, value: name }),
  all: (value, name) => ({ before: `const ${name} = (await Promise.all([${value}]))[0];`, value: name }),
  identity: (value) => ({ value: `identity(${value})` }),
  generic: (value) => ({ value: `generic(${value})` }),
  later: (value, name) => ({ before: `const ${name} = await later(${value});`, value: name }),
  method: (value) => ({ value: `this.give(${value})` }),
  calledArrow: (value) => ({ value: `(() => ${value})()` }),
  namedArrow: (value, name) => ({ before: `const ${name} = () => ${value};`, value: `${name}()` }),
  block: (value, name) => ({ before: `const ${name} = () => { return ${value}; };`, value: `${name}()` }),
  passedArrow: (value) => ({ value: `((x: any) => x)(${value})` }),
  defaulted: (value) => ({ value: `((x = ${value}) => x)()` }),
  mapped: (value) => ({ value: `[1].map(() => ${value})[0]` }),
  boxed: (value) => ({ value: `new Box(${value}).value` }),
  gotten: (value) => ({ value: `new Box(${value}).got` }),
  set: (value, name) => ({ before: `const ${name} = new Box(1); ${name}.value = ${value};`, value: `${name}.value` }),
  static: (value) => ({ before: `Box.shared = ${value};`, value: "Box.shared" }),
  stored: (value) => ({ before: `this.kept = ${value};`, value: "this.kept" }),
  library: (value) => ({ value: `library(${value})` }),
  libraryCallback: (value) => ({ value: `library(() => ${value})` }),
  libraryMethod: (value, name) => ({
    before: `const ${name} = ${value};`,
    value: `library({ find() { return ${name}; } })`,
  }),
  objectMethod: (value, name) => ({
    before: `const ${name}o = ${value}; const ${name} = { find() { return ${name}o; } };`,
    value: `${name}.find()`,
  }),
  aliasedFunction: (value, name) => ({
    before: `const ${name}f = () => ${value}; const ${name} = ${name}f;`,
    value: `${name}()`,
  }),
  namelessClass: (value, name) => ({
    before: `const ${name} = class { constructor(public v: any) {} };`,
    value: `library(new ${name}(${value}))`,
  }),
  called: (value) => ({ value: `(function (this: any) { return this; }).call(${value})` }),
  calledNamed: (value) => ({ value: `self.call(${value})` }),
  structural: (value, name) => ({ before: `const ${name}: Sink = ${value} as any;`, value: name }),
  literalTyped: (value, name) => ({
    before: `let ${name} = { send(x: any) {} } as any; ${name} = ${value};`,
    value: name,
  }),
  replaced: (value, name) => ({
    before: `let ${name} = (x: any) => 1 as any; ${name} = (x: any) => x;`,
    value: `${name}(${value})`,
  }),
  replacedResult: (value, name) => ({ before: `let ${name} = () => ${value};`, value: `${name}()` }),
  namespaced: (value) => ({ value: `Space.pass(${value})` }),
  blockFunction: (value) => ({ value: `inBlock(${value})` }),
  destructuredModule: (value) => ({ value: `handed(${value})` }),
  giver: (value) => ({ value: `new Giver(${value}).give()` }),
  givenAway: (value) => ({ value: `library(new Giver(${value}))` }),
  behindInterface: (value, name) => ({
    before: `const ${name}: { give(): any } = new Giver(${value});`,
    value: `${name}.give()`,
  }),
  libraryFunction: (value, name) => ({ before: `const ${name} = () => ${value};`, value: `library(${name})` }),
  continued: (value) => ({ value: `withIt(${value}, (x: any) => x)` }),
  calledBack: (value) => ({ value: `run(() => ${value})` }),
  tagged: (value) => ({ value: `tag\`\${${value}}\`` }),
  iterated: (value, name) => ({ before: `let ${name}; for (const x of [${value}]) ${name} = x;`, value: name }),
  caught: (value, name) => ({ before: `let ${name}; try { throw ${value}; } catch (e) { ${name} = e; }`, value: name }),
  instance: (value, name) => ({
    before: `const ${name}o = ${value}; class ${name} { own = ${name}o }`,
    value: `new ${name}().own`,
  }),
};

const rest = `
function identity(x: any) { return x; }
function generic<T>(x: T): T { return x; }
async function later(x: any) { return x; }
function withIt(x: any, run: (x: any) => any) { return run(x); }
function run(f: () => any) { return f(); }
function tag(parts: any, x: any) { return x; }
class Sink { send(text: any) {} }
namespace Space { export function pass(x: any) { return x; } }
var inBlock: any;
{ inBlock = function (x: any) { return x; }; }
const { handed } = { handed: (x: any) => x };
function self(this: any) { return this; }
class Giver {
  #value: any;
  constructor(value: any) { this.#value = value; }
  give() { return this.#value; }
}
class Box {
  static shared: any;
  constructor(public value: any) {}
  get got() { return this.value; }
}
`;

/** A handler that hands its class on by some steps, takes the resource out of it, and hands that on by further ones. */
function program(toObject: readonly string[], toResource: readonly string[]): string {
  const before: string[] = [];
  let value = "this";
  for (const [index, name] of [...toObject, "take", ...toResource].entries()) {
    if (name === "take") value = `${value}.jobs`;
    else {
      const made = steps[name]?.(value, `v${index}`);
      if (made?.before !== undefined) before.push(made.before);
      value = made?.value ?? value;
    }
  }
  return `import { Every, Queue, Service } from "iffc";
import { library } from "@vendor/library";
@Service()
export class Orders {
  @Queue() jobs!: Queue<string>;
  kept: any;
  give(x: any) { return x; }
  @Every("1 day") async run() {
    ${before.join("\n    ")}
    await ${value}.send("x");
  }
}
${rest}`;
}

async function isAccountedFor(source: string): Promise<boolean> {
  const { model, diagnostics } = await analyzeFiles({ "orders.ts": source });
  const isGranted = model.handlers[0]?.uses.some(({ resource, verb }) => resource === "Orders.jobs" && verb === "send");
  return isGranted === true || diagnostics.some(({ severity }) => severity === "error");
}

describe("grants", () => {
  for (const name of Object.keys(steps)) {
    it(`never lose a resource that is handed on: ${name}`, async () => {
      expect(await isAccountedFor(program([], [name]))).toBe(true);
      expect(await isAccountedFor(program([name], []))).toBe(true);
    });
  }

  it("never lose a resource, however often it is handed on", async () => {
    const some = array(constantFrom(...Object.keys(steps)), { maxLength: 4 });
    const property = asyncProperty(some, some, async (toObject, toResource) => {
      expect(await isAccountedFor(program(toObject, toResource))).toBe(true);
    });
    await assert(property, { numRuns: 300 });
  });
});
