/** What unit tests import: fakes for the clients on a class's fields, and the vitest plugin that lowers decorators. */
import { fieldNotFaked, noSuchField } from "./diagnostics/catalogue/testing.ts";
import { failure } from "./diagnostics/failure.ts";

/** For each public field that holds an object, as much of that object as a test needs. */
export type Fakes<Instance> = {
  readonly [Field in keyof Instance as Instance[Field] extends Callable ? never : Field]?: Partial<Instance[Field]>;
};

type Callable = (...parameters: never) => unknown;

/**
 * Sets fields of an instance to stand-ins and returns it. From then on, a decorated field that was not set throws when
 * it is read.
 *
 * @throws IffcError `IFFC8001` for a field that the class does not have, and `IFFC8002` on reading one that was not set
 *
 * @example
 * ```ts
 * const sent: Order[] = [];
 * const orders = fake(new Orders(), { incoming: { send: async (order) => void sent.push(order) } });
 * await orders.place(request);
 * ```
 */
export function fake<Instance extends object>(instance: Instance, fields: Fakes<Instance>): Instance {
  const { name: className } = instance.constructor;
  for (const field of Object.keys(fields)) {
    if (!(field in instance)) throw failure(noSuchField, { message: `${className} has no field "${field}".` });
  }
  for (const field of decoratedFields(instance.constructor)) guard(instance, field, `${className}.${field}`);
  return Object.assign(instance, fields);
}

/** Makes reading a field throw until it is set. */
function guard(instance: object, field: string, name: string): void {
  const own = Object.getOwnPropertyDescriptor(instance, field);
  if (own?.get || own?.value !== undefined) return;
  Object.defineProperty(instance, field, {
    configurable: true,
    get() {
      throw failure(fieldNotFaked, { message: `${name} is used, and the test gives no fake for it.` });
    },
    set(value: unknown) {
      Object.defineProperty(instance, field, { value, configurable: true, enumerable: true, writable: true });
    },
  });
}

/** The fields that the decorators of a class and of those above it have noted in the class's metadata. */
function decoratedFields(constructor: object): readonly string[] {
  const key: symbol = (Symbol as { readonly metadata?: symbol }).metadata ?? Symbol.for("Symbol.metadata");
  const metadata = Reflect.get(constructor, key) as object | undefined;
  const fields: string[] = [];
  for (const name in metadata) if (name.startsWith("iffc:")) fields.push(name.slice("iffc:".length));
  return fields;
}

/** The part of a Vite plugin that lowering decorators takes. */
export interface DecoratorPlugin {
  /** What Vite calls it in its messages. */
  readonly name: "iffc";
  /** Before Vite's own transformation, which cannot read decorators. */
  readonly enforce: "pre";
  /** Lowers a TypeScript file that holds decorators; undefined leaves it as it is. Throws esbuild's error where it does not parse. */
  transform(code: string, id: string): Promise<{ readonly code: string; readonly map: string } | undefined>;
}

/**
 * The plugin for vitest: neither Node nor Vite runs standard decorators yet, so TypeScript files that hold any are
 * lowered first. Line numbers stay true.
 *
 * @example
 * ```ts
 * // vitest.config.ts
 * export default defineConfig({ plugins: [iffc()] });
 * ```
 */
export function iffc(): DecoratorPlugin {
  return {
    name: "iffc",
    enforce: "pre",
    async transform(code, id) {
      const file = id.split("?", 1)[0] ?? id;
      if (!isTypeScript.test(file) || file.includes("/node_modules/") || !mayDecorate.test(code)) return undefined;
      return lower(code, file);
    },
  };
}

const isTypeScript = /\.[cm]?tsx?$/u;

/** A decorator starts with an at sign and a name or a parenthesis. So does a tag in a comment, which does no harm. */
const mayDecorate = /@[\p{ID_Start}$_(]/u;

async function lower(code: string, file: string): Promise<{ readonly code: string; readonly map: string }> {
  const { transform } = await import("esbuild");
  return transform(code, {
    loader: file.endsWith("x") ? "tsx" : "ts",
    jsx: "preserve",
    sourcefile: file,
    sourcemap: "external",
    supported: { decorators: false },
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
  });
}
