/**
 * What a program really does with its resources: runs its handlers with clients that note every call. The counterpart of
 * the analyzer, which must have granted each of them.
 */
import { build, type Plugin } from "esbuild";
import type { Model, Resource, Service } from "../../framework/model/model.ts";
import { kindNamed } from "../../framework/kinds/registry.ts";
import type { ProjectFiles } from "./project.ts";

/** The calls of each handler, by its id: `Orders.jobs send`, sorted. */
export type RecordedCalls = ReadonlyMap<string, readonly string[]>;

/**
 * Every handler runs twice on the same objects, so that what one of them keeps another one finds. Whatever a program
 * throws is its own business: what it did before counts.
 */
export async function recordCalls(files: ProjectFiles, model: Model): Promise<RecordedCalls> {
  const module = await load(files, model.services);
  const calls = new Map(model.handlers.map(({ id }) => [id, new Set<string>()]));
  let current: Set<string> | undefined;
  const objects = construct(model, module, (call) => current?.add(call));
  for (const { id, service, method } of [...model.handlers, ...model.handlers]) {
    current = calls.get(id);
    const object = objects.get(service) as Readonly<Record<string, (event: unknown) => unknown>>;
    await Promise.race([settled(() => object[method]?.("text")), pause(100)]);
    await pause(0);
  }
  return new Map([...calls].map(([id, found]) => [id, [...found].sort()]));
}

async function settled(run: () => unknown): Promise<void> {
  try {
    await run();
  } catch {
    // A fake answers nothing, which many programs do not expect.
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

type Exports = Readonly<Record<string, new (...dependencies: readonly unknown[]) => Record<string, unknown>>>;

/** Constructs the services as an entrypoint does: first the objects, then their resources. */
function construct({ services, resources }: Model, module: Exports, note: (call: string) => void) {
  const objects = new Map<string, Record<string, unknown>>();
  const make = (id: string): unknown => {
    const known = objects.get(id);
    const service = services.find((candidate) => candidate.id === id);
    const constructor = service && module[service.className];
    if (known || !constructor) return known;
    const made = new constructor(...service.dependencies.map(make));
    objects.set(id, made);
    return made;
  };
  for (const { id } of services) make(id);
  for (const resource of resources) {
    const object = objects.get(resource.service);
    if (object) object[resource.field] = recorder(resource, note);
  }
  return objects;
}

/** A client whose methods only note that they were called. They are its own, so that copies have them too. */
function recorder({ id, kind }: Resource, note: (call: string) => void): object {
  const verbs = Object.keys(kindNamed(kind)?.resource?.verbs ?? {});
  return Object.fromEntries(
    verbs.map((verb) => [verb, (...values: readonly unknown[]) => (note(`${id} ${verb}`), Promise.resolve(values[0]))]),
  );
}

async function load(files: ProjectFiles, services: readonly Service[]): Promise<Exports> {
  const contents = services.map(
    ({ file, exportName, className }) => `export { ${exportName} as ${className} } from "./${file}";`,
  );
  const { outputFiles } = await build({
    stdin: { contents: contents.join("\n"), resolveDir: "/" },
    bundle: true,
    write: false,
    format: "esm",
    logLevel: "silent",
    supported: { decorators: false },
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
    plugins: [virtual(files)],
  });
  const text = outputFiles[0]?.text ?? "";
  return (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as Exports;
}

function virtual(files: ProjectFiles): Plugin {
  return {
    name: "virtual",
    setup(bundle) {
      bundle.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, external: true }));
      bundle.onResolve({ filter: /./ }, ({ path }) => ({ path: path.replace(/^\.\//u, ""), namespace: "virtual" }));
      bundle.onLoad({ filter: /./, namespace: "virtual" }, ({ path }) => ({
        contents: files[path] ?? (path === "iffc" ? decorators : vendor),
        loader: files[path] === undefined ? "js" : "ts",
      }));
    },
  };
}

const names = "Service Resources Grants Queue Bucket Table Every Cron Consumes OnObject Get Post".split(" ");
const decorators = names.map((name) => `export const ${name} = () => () => undefined;`).join("\n");

/** A package that does the worst with what it gets: it calls everything that it can reach, and hands it back. */
const vendor = `
let count = 0;
function explore(value, seen, depth) {
  if (value === null || (typeof value !== "object" && typeof value !== "function") || seen.has(value) || depth > 4 || count++ > 2000) return;
  seen.add(value);
  if (typeof value.then === "function") value.then((done) => explore(done, seen, depth + 1), () => {});
  for (let at = value; at && at !== Object.prototype && at !== Function.prototype; at = Object.getPrototypeOf(at)) {
    for (const key of Reflect.ownKeys(at)) {
      if (["constructor", "prototype", "arguments", "caller", "callee"].includes(key)) continue;
      attempt(() => use(value[key], value, seen, depth));
    }
  }
}
function use(part, owner, seen, depth) {
  if (typeof part === "function" && !seen.has(part) && !/^class\\b/.test(String(part))) {
    seen.add(part);
    explore(attempt(() => part.call(owner, "text")), seen, depth + 1);
  }
  explore(part, seen, depth + 1);
}
function attempt(run) { try { return run(); } catch { return undefined; } }
export function library(...values) {

  for (const value of values) { const seen = new Set(); use(value, undefined, seen, 0); explore(value, seen, 0); }
  return values[0];
}
export default library;
`;
