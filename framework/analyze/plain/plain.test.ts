import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { kinds } from "../../kinds/registry.ts";
import { formatLocation } from "../../model/location.ts";
import { analyze } from "../analyze.ts";
import { readSchemas } from "../schemas/schemas.ts";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Both readings of some message types, as text, so that the order of keys counts; `undefined` where there is none. */
async function readBoth(types: readonly string[], declarations: Readonly<Record<string, string>> = {}) {
  const root = mkdtempSync(join(tmpdir(), "iffc-plain-"));
  folders.push(root);
  mkdirSync(join(root, "src"));
  for (const [file, text] of Object.entries(declarations)) writeFileSync(join(root, "src", file), text);
  const fields = types.map((type, index) => `  @Queue() readonly q${index}!: Queue<${type}>;\n`);
  const imports = Object.keys(declarations).map(
    (file) => `import type * as ${file.replace(/\.ts$/u, "")} from "./${file}";\n`,
  );
  const code = `import { Queue, Resources } from "iffc";\n${imports.join("")}@Resources()\nexport class All {\n${fields.join("")}}\n`;
  writeFileSync(join(root, "src/all.ts"), code);
  const { model, knownSchemas } = await analyze({ root, cache: false }, kinds);
  const sources = { root, fingerprint: () => "", cache: join(root, ".iffc/cache") };
  const { schemas, diagnostics } = await readSchemas(model, sources);
  const byField = new Map(model.resources.map(({ field, contracts }) => [field, contracts[0]?.at]));
  return types.map((type, index) => {
    const at = byField.get(`q${index}`);
    const place = at ? formatLocation(at) : "";
    const failure = diagnostics.find((found) => found.at && formatLocation(found.at) === place)?.message;
    const text = (schema: unknown) => (schema === undefined ? undefined : JSON.stringify(schema));
    return { type, plain: text(knownSchemas.get(place)), generated: text(schemas.get(place)) ?? failure };
  });
}

const declarations = {
  "orders.ts": `
import type { Money, Tag } from "./parts.ts";
export type { Money } from "./parts.ts";
export interface Line { sku: string; "quantity": number; price?: Money }
/** An order. */
export interface Order extends Head, Foot { readonly lines: readonly Line[]; tags: Tag[] | undefined; state: State }
interface Head { id: string; kind: "order" }
/** @minProperties 1 */
interface Foot { note?: string | null }
export type State = "open" | "closed" | Extra;
type Extra = "lost" | null;
export type Maybe = { at: string } | undefined;
export type Both = Head & { more: boolean } & Foot;
export interface Checked {
  /**
   * The name of it.
   *
   * @minLength 2
   * @pattern ^[a-z]+*$
   * @default "none"
   * @see elsewhere
   */
  name: string;
  /** @minimum 0 */ // really
  count: number;
  /** @format date-time */ at?: string | undefined;
  /** @title Inside */
  inside: {
    /** @maxItems 3 */
    list: number[];
    maybe: Maybe };
  /** @deprecated */ old?: Foot;
  /** No tags. */ plain: State | 3 | true;
}
/** @minLength 3 */
export type Code = string;
export interface Loose { known: number; [key: string]: number }
export interface Any { [key: string]: any }
export interface Twice { a: Head; b: Head; c: Code;
  /** @minLength 4 */
  d: Code; e?: Code | undefined; f: Code | number }
`,
  "parts.ts": `
export interface Money { amount: number; currency: "EUR" | "USD" }
export type Tag = string;
export interface Node { value: number; next?: Node }
export interface Box<Item> { item: Item }
export interface Merged { a: string }
export interface Merged { b: string }
export interface Method { a: string; run(): void }
export interface Wide { sku: string; price: Money }
export interface Narrow extends Wide { sku: "a" }
export enum Color { red = "red", blue = "blue" }
export class Klass { a = "b" }
export interface URL { a: string }
/** @hidden */
export interface Hidden { a: string }
export interface Linked {
/** {@link Money} @minLength 1 */
a: string }
export interface Loose {
/** @default 'x' */
a: string }
export interface At {
/** @pattern a@b.c */
a: string }
export interface Long {
/**
 * @description One
 * and two
 */
a: string }
export interface Many {
/** @minLength 1 */
/** Others. */
a: string }
`,
};

const linesOf = (text: string): readonly string[] => text.trim().split("\n");

const plain = [
  ...linesOf(`
orders.Order
orders.Line
orders.Money
orders.State
orders.Both
orders.Checked
orders.Code
orders.Loose
orders.Any
orders.Twice
string
number
boolean
null
unknown
any
"a"
-1
true
1_000
string[]
Array<parts.Money>
readonly string[]
ReadonlyArray<string | number>
(string | null)[]
[]
[string, string]
[string, number]
[parts.Tag, string]
[parts.Money, parts.Money]
Record<string, number>
Record<string, unknown>
Record<string, any>
Record<string, string | number>
Record<string, string> | Record<string, string>
"a" | string
"a" | 1
"a" | "a"
string | string
1 | null
true | false
boolean | string
orders.State | 1
orders.Code | 1
parts.Money | parts.Money
parts.Money | null
parts.Money | parts.Tag | (orders.Line | string)[]
{ a: string; b?: { c: number } }
{}
{ a: undefined }
{ a?: parts.Money | undefined | string }
{ 'a-b': string }
{ a: string } & { b: string }
{ [key: string]: string }`),
  "{\n/** @minLength 1 */\n[key: string]: string }",
  "{\n/** @minProperties 1 */\na: { b: string } }",
];

const notPlain = linesOf(`
parts.Node
parts.Box<string>
parts.Merged
parts.Method
parts.Narrow
parts.Color
parts.Klass
parts.URL
parts.Hidden
parts.Linked
parts.Loose
parts.At
parts.Long
parts.Many
parts.Missing
Date
Partial<parts.Money>
Record<'a', string>
keyof parts.Money
parts.Money['amount']
\`a\${string}\`
[string, number?]
[string, ...number[]]
[a: string]
never
object
bigint
{ then: string }
{ 1: string }
{ run(): void }
() => void
parts.Money & Record<string, number>
{ a: string } & string`);

describe("types whose syntax alone tells their schema", () => {
  it("have the schema that the generator makes, key for key", async () => {
    const read = await readBoth(plain, declarations);
    expect(read.map(({ type, plain: schema }) => ({ type, schema }))).toEqual(
      read.map(({ type, generated }) => ({ type, schema: generated })),
    );
  });

  it("are not those whose meaning the generator or the checker decides", async () => {
    const read = await readBoth(notPlain, declarations);
    expect(read.filter(({ plain: schema }) => schema !== undefined)).toEqual([]);
  });
});

const leaf = fc.constantFrom(
  "string",
  "number",
  "boolean",
  "null",
  "unknown",
  '"a"',
  '"b"',
  "1",
  "-2",
  "true",
  "false",
);
const tag = fc.constantFrom(
  "",
  "/** Said. */ ",
  "/** @minLength 1 */ ",
  "/** Said.\n * @title A b\n * @default 3\n */\n",
  "// no\n",
);
const name = fc.constantFrom("a", "b", "c", "d", '"e-f"');

/** Declarations that refer to those before them, so that none contains itself. */
function typeOf(known: readonly string[]): fc.Arbitrary<string> {
  const names = known.length > 0 ? [fc.constantFrom(...known)] : [];
  return fc.letrec<{ type: string; members: string }>((tie) => ({
    type: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      ...names,
      tie("type").map((type) => `(${type})[]`),
      tie("type").map((type) => `Record<string, ${type}>`),
      fc.array(tie("type"), { minLength: 2, maxLength: 4 }).map((types) => types.join(" | ")),
      fc.array(tie("type"), { maxLength: 3 }).map((types) => `[${types.join(", ")}]`),
      tie("members"),
    ),
    members: fc
      .uniqueArray(fc.tuple(name, tag, fc.boolean(), fc.boolean(), tie("type")), {
        maxLength: 4,
        selector: ([of]) => of,
      })
      .map((members) => {
        const texts = members.map(
          ([of, comment, optional, maybe, type]) =>
            `${comment}${of}${optional ? "?" : ""}: ${type}${maybe ? " | undefined" : ""};`,
        );
        return `{\n${texts.join("\n")}\n}`;
      }),
  })).type;
}

const drafts = fc.array(fc.tuple(tag, fc.subarray([1, 2, 5], { maxLength: 2 })), { minLength: 20, maxLength: 40 });

/** Declarations in a row; what an interface extends may share properties with it, which is not plain. */
const declared = drafts.chain((list) =>
  list.reduce<fc.Arbitrary<readonly string[]>>(
    (previous, [comment, steps], index) =>
      previous.chain((texts) => {
        const bases = steps.map((step) => index - step).filter((base) => texts[base]?.includes("interface"));
        const names = bases.map((base) => `T${base}`);
        return typeOf(texts.map((_, at) => `T${at}`)).map((type) => [
          ...texts,
          `${comment}${declare(type, names, index)}`,
        ]);
      }),
    fc.constant([]),
  ),
);

function declare(type: string, bases: readonly string[], index: number): string {
  const isObject = type.startsWith("{") && type.indexOf("}") === type.length - 1;
  const members = type.replaceAll(/^([a-d])(?=\??:)/gmu, `$1${index}`);
  if (!isObject) return `export type T${index} = ${type};`;
  if (index % 3 === 0) return `export type T${index} = ${[members, ...bases].join(" & ")};`;
  return `export interface T${index} ${bases.length > 0 ? `extends ${bases.join(", ")}` : ""} ${members}`;
}

it("agrees with the generator on any declarations", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(declared, async (texts) => {
      const types = texts.map((_, index) => `types.T${index}`);
      const read = (await readBoth(types, { "types.ts": texts.join("\n") })).filter(
        ({ plain: schema }) => schema !== undefined,
      );
      expect(read.length).toBeGreaterThan(types.length / 3);
      expect(read.map(({ plain: schema }) => schema)).toEqual(read.map(({ generated }) => generated));
    }),
    { numRuns: 3 },
  );
});
