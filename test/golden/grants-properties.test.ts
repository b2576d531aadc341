/**
 * Random programs, run with clients that note every call. Where each action has names of its own, the grants are exactly
 * what was done; where actions share functions and objects, nothing that was done is missing.
 */
import { array, assert, asyncProperty, constantFrom, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { compareGrants } from "../fakes/grants.ts";

/** What one action adds to a program. `n` makes its names its own, `use` is what it does with the resource `q` names. */
interface Parts {
  readonly run: string;
  readonly member?: string;
  readonly module?: string;
}

interface Wanted {
  readonly n: string;
  /** The field that holds the resource: `jobs`. */
  readonly field: string;
  /** The call that is to be made: `send("x")`. */
  readonly call: string;
}

type Action = (wanted: Wanted) => Parts;

/** Ways that are followed, each to the very end. */
const actions: Readonly<Record<string, Action>> = {
  direct: ({ field, call }) => ({ run: `await this.${field}.${call};` }),
  local: ({ n, field, call }) => ({ run: `const q${n} = this.${field}; await q${n}.${call};` }),
  destructured: ({ n, field, call }) => ({ run: `const { ${field}: q${n} } = this; await q${n}.${call};` }),
  element: ({ field, call }) => ({ run: `await this["${field}"].${call};` }),
  computedLiteral: ({ n, field, call }) => ({ run: `const { ["${field}"]: q${n} } = this; await q${n}.${call};` }),
  method: ({ n, field, call }) => ({ run: `await this.m${n}();`, member: `async m${n}() { await this.${field}.${call}; }` }),
  unusedMethod: ({ n, field, call }) => ({
    run: `await this.m${n}();`,
    member: `async m${n}() { await this.${field}.${call}; } async u${n}() { await this.rows.scan(); }`,
  }),
  privateMethod: ({ n, field, call }) => ({ run: `await this.#m${n}();`, member: `async #m${n}() { await this.${field}.${call}; }` }),
  arrowField: ({ n, field, call }) => ({ run: `await this.m${n}();`, member: `m${n} = async () => { await this.${field}.${call}; };` }),
  functionsField: ({ n, field, call }) => ({
    run: `await this.m${n}.go();`,
    member: `m${n} = { go: async () => { await this.${field}.${call}; } };`,
  }),
  getter: ({ n, field, call }) => ({ run: `await this.g${n}.${call};`, member: `get g${n}() { return this.${field}; }` }),
  helper: ({ n, field, call }) => ({ run: `await f${n}(this.${field});`, module: `async function f${n}(q: any) { await q.${call}; }` }),
  objectHelper: ({ n, field, call }) => ({
    run: `await f${n}(this);`,
    module: `async function f${n}(o: Orders) { await o.${field}.${call}; }`,
  }),
  destructuringHelper: ({ n, field, call }) => ({
    run: `await f${n}(this);`,
    module: `const f${n} = async ({ ${field}: q }: Orders) => { await q.${call}; };`,
  }),
  curried: ({ n, field, call }) => ({ run: `await f${n}(this.${field})();`, module: `const f${n} = (q: any) => () => q.${call};` }),
  closure: ({ field, call }) => ({ run: `await Promise.all([1].map(() => this.${field}.${call}));` }),
  callback: ({ n, field, call }) => ({
    run: `await f${n}(() => this.${field}.${call});`,
    module: `async function f${n}(run: () => unknown) { await run(); }`,
  }),
  bound: ({ n, field, call }) => ({
    run: `const m${n} = this.m${n}.bind(this); await m${n}();`,
    member: `async m${n}() { await this.${field}.${call}; }`,
  }),
  called: ({ n, field, call }) => ({ run: `await this.m${n}.call(this);`, member: `async m${n}() { await this.${field}.${call}; }` }),
  repository: ({ n, field, call }) => ({
    run: `await new R${n}(this.${field}).go();`,
    module: `class R${n} { constructor(private readonly q: any) {} go() { return this.q.${call}; } other() { return this.q.sendAll([]); } }`,
  }),
  privateRepository: ({ n, field, call }) => ({
    run: `await new R${n}(this).go();`,
    module: `class R${n} { #o: Orders; constructor(o: Orders) { this.#o = o; } go() { return this.#o.${field}.${call}; } other() { return this.#o.rows.scan(); } }`,
  }),
  inherited: ({ n, field, call }) => ({
    run: `await new R${n}(this).go();`,
    module: `abstract class B${n} { constructor(protected readonly o: Orders) {} go() { return this.step(); } protected abstract step(): unknown; }
class R${n} extends B${n} { protected step() { return this.o.${field}.${call}; } }`,
  }),
  behindInterface: ({ n, field, call }) => ({
    run: `await f${n}(this).go();`,
    module: `interface I${n} { go(): Promise<unknown> }
class R${n} implements I${n} { #o: Orders; constructor(o: Orders) { this.#o = o; } async go() { await this.#o.${field}.${call}; } async other() { await this.#o.rows.scan(); } }
function f${n}(o: Orders): I${n} { return new R${n}(o); }`,
  }),
  static: ({ n, field, call }) => ({
    run: `await R${n}.go(this);`,
    module: `class R${n} { static go(o: Orders) { return o.${field}.${call}; } static other(o: Orders) { return o.rows.scan(); } }`,
  }),
  table: ({ n, field, call }) => ({
    run: `await f${n}.go(this);`,
    module: `const f${n} = { go: (o: Orders) => o.${field}.${call} };`,
  }),
  injected: ({ call }) => ({ run: `await this.store.stock.${call};` }),
  finally: ({ field, call }) => ({ run: `try { await 1; } finally { await this.${field}.${call}; }` }),
  chosen: ({ field, call }) => ({ run: `await (0, this.${field}).${call};` }),
  promised: ({ n, field, call }) => ({
    run: `const o${n} = await this.m${n}(); await o${n}.${field}.${call};`,
    member: `async m${n}() { return this; }`,
  }),
};

/** Ways that many actions share, or on which the object gets out of sight. */
const shared: Readonly<Record<string, Action>> = {
  sharedHelper: ({ field, call }) => ({ run: `await share(this.${field}, (q) => q.${call});` }),
  sharedBox: ({ field, call }) => ({ run: `const b = new Box(); b.value = this.${field}; await b.value.${call};` }),
  keptInField: ({ field, call }) => ({ run: `this.kept = this.${field}; await this.kept.${call};` }),
  keptBefore: ({ call }) => ({ run: `await this.kept?.${call};` }),
  vague: ({ field, call }) => ({ run: `await [this].map((o: any) => o.${field}.${call})[0];` }),
  sorted: ({ field, call }) => ({ run: `[this, this].sort((o) => (o.${field}.${call}, 0));` }),
  anyCast: ({ field, call }) => ({ run: `await (this as any).${field}.${call};` }),
  computed: ({ field, call }) => ({ run: `await this["${field}".slice() as "${field}"].${call};` }),
  package: ({ field }) => ({ run: `library({ deep: [this.${field}] });` }),
  packageObject: () => ({ run: `library(this);` }),
  packageClosure: ({ field, call }) => ({ run: `library({ go: () => this.${field}.${call} });` }),
  registered: ({ field, call }) => ({ run: `for (const hook of hooks) await hook(this);`, module: `hooks.push((o) => o.${field}.${call});` }),
  patched: ({ n, field, call }) => ({
    run: `await (this as any).p${n}();`,
    module: `(Orders.prototype as any).p${n} = function (this: Orders) { return this.${field}.${call}; };`,
  }),
  taken: ({ field, call }) => ({ run: `let q; ({ ${field}: q } = this as any); await q.${call};` }),
  iterated: ({ field, call }) => ({ run: `let q: any; for ({ ${field}: q } of [this]) await q.${call};` }),
  arguments: ({ n, field, call }) => ({
    run: `await f${n}(this.${field});`,
    module: `function f${n}(q: any) { void q; return arguments[0].${call}; }`,
  }),
};

const program = (pool: Readonly<Record<string, Action>>) =>
  array(
    array(record({ action: constantFrom(...Object.keys(pool)), field: constantFrom("jobs", "audit"), verb: constantFrom("send", "sendAll") }), {
      minLength: 0,
      maxLength: 4,
    }),
    { minLength: 1, maxLength: 3 },
  );

type Plan = readonly (readonly { readonly action: string; readonly field: string; readonly verb: string }[])[];

function write(plan: Plan, pool: Readonly<Record<string, Action>>): string {
  const handlers = plan.map((steps, handler) =>
    steps.map(({ action, field, verb }, step) => {
      const call = verb === "send" ? 'send("x")' : 'sendAll(["x"])';
      return pool[action]?.({ n: `${handler}x${step}`, field, call }) ?? { run: "" };
    }),
  );
  const parts = handlers.flat();
  const methods = handlers.map((steps, index) => `  @Every("1 day") async run${index}(): Promise<void> {\n${steps.map(({ run }) => `    { ${run} }`).join("\n")}\n  }`);
  return `import { Every, Queue, Resources, Service, Table } from "iffc";
import { library } from "@vendor/library";
@Resources() export class Store { @Queue() stock!: Queue<string>; }
@Service()
export class Orders {
  @Queue() jobs!: Queue<string>;
  @Queue() audit!: Queue<string>;
  @Table({ partitionKey: "id" }) rows!: Table<{ id: string }, "id">;
  kept: any;
  constructor(readonly store: Store) {}
${methods.join("\n")}
${parts.map(({ member = "" }) => `  ${member}`).join("\n")}
}
class Box { value: any; }
const hooks: ((o: Orders) => unknown)[] = [];
async function share(q: any, run: (q: any) => unknown) { await run(q); }
${parts.map(({ module = "" }) => module).join("\n")}
`;
}

describe("grants", () => {
  for (const action of Object.keys(actions)) {
    it(`are exact: ${action}`, async () => {
      const plan = [[{ action, field: "jobs", verb: "send" }], []];
      expect(await compareGrants({ "orders.ts": write(plan, actions) })).toEqual({ errors: [], missing: [], unused: [] });
    });
  }

  it("are exact in programs of such actions", async () => {
    const exact = asyncProperty(program(actions), async (plan) => {
      expect(await compareGrants({ "orders.ts": write(plan, actions) })).toEqual({ errors: [], missing: [], unused: [] });
    });
    await assert(exact, { numRuns: 100 });
  }, 120_000);

  it("never lack anything without an error", async () => {
    const all = { ...actions, ...shared };
    const sound = asyncProperty(program(all), async (plan) => {
      const { errors, missing } = await compareGrants({ "orders.ts": write(plan, all) });
      expect(errors.length > 0 ? [] : missing).toEqual([]);
    });
    await assert(sound, { numRuns: 200 });
  }, 120_000);
});
