import { fileURLToPath } from "node:url";
import type { Registry } from "../../plan/registry.ts";
import type { Binding, Construction, PlannedFunction, PlannedTrigger } from "../../model/plan.ts";
import { bundledModule } from "../../kinds/module.ts";
import { validatorModule } from "./validators.ts";

/** What an entrypoint is generated from. */
export interface EntrypointInput {
  readonly function: PlannedFunction;
  /** The triggers of the function's handlers, all of one kind. */
  readonly triggers: readonly PlannedTrigger[];
  readonly registry: Registry;
  /** The module specifier of a class's file as this function needs it. */
  readonly moduleOf: (step: Construction) => string;
}

/**
 * The module that serves a function: it imports the classes, constructs them in order, sets a client on each field in
 * use and hands the handlers to their kind's `serve`. Nothing is looked up at run time.
 */
export function generateEntrypoint(input: EntrypointInput): string {
  const { construction } = input.function;
  const variables = new Map(construction.map((step, index) => [step.service, `service${index}`]));
  const imports = importsOf(input);
  const lines = [
    ...imports.lines,
    ...construction.flatMap((step, index) => construct(step, { index, variables, clients: imports.clients })),
    `export const handler = serve([`,
    ...input.triggers.map((trigger) => `  ${serveHandler(input, trigger, variables)},`),
    `]);`,
  ];
  return `${lines.join("\n")}\n`;
}

const reading = bundledModule(import.meta.url, "../../runtime/variable", "variable");

interface Imports {
  readonly lines: readonly string[];
  /** The name under which each kind's client factory is imported. */
  readonly clients: ReadonlyMap<string, string>;
}

function importsOf({ function: planned, triggers, registry, moduleOf }: EntrypointInput): Imports {
  const [first] = triggers;
  if (!first) throw new Error(`The function "${planned.id}" has no trigger.`);
  const { serve } = registry.trigger(first.kind, first.decorator);
  const kinds = [...new Set(planned.construction.flatMap((step) => step.bindings.map((binding) => binding.kind)))];
  const clients = new Map(kinds.map((kind, index) => [kind, `client${index}`]));
  const clientLines = [...clients].flatMap(([kind, name]) => {
    const client = registry.resource(kind).client;
    return client ? [importLine(client.factory, name, client.module)] : [];
  });
  const classLines = planned.construction.map((step, index) =>
    importLine(step.exportName, `Service${index}`, moduleOf(step)),
  );
  const validatorLines = triggers.flatMap((trigger, index) =>
    trigger.contracts.map((contract) =>
      importLine("validate", validatorName(index, contract.part), validatorModule(contract, trigger)),
    ),
  );
  const readLines = clients.size === 0 ? [] : [importLine(reading.factory, "variable", reading.module)];
  const lines = [
    importLine(serve.factory, "serve", serve.module),
    ...readLines,
    ...clientLines,
    ...classLines,
    ...validatorLines,
  ];
  return { lines, clients };
}

/** A file's URL becomes its path, which the bundler follows by itself. */
function importLine(name: string, alias: string, from: string): string {
  const path = from.startsWith("file:") ? fileURLToPath(from) : from;
  return `import { ${name} as ${alias} } from ${JSON.stringify(path)};`;
}

function construct(
  step: Construction,
  known: { index: number; variables: ReadonlyMap<string, string>; clients: ReadonlyMap<string, string> },
): readonly string[] {
  const own = `service${known.index}`;
  const parameters = step.dependencies.map((dependency) => known.variables.get(dependency));
  return [
    `const ${own} = new Service${known.index}(${parameters.join(", ")});`,
    ...step.bindings.map(
      (binding) => `${own}[${JSON.stringify(binding.field)}] = ${makeClient(binding, known.clients)};`,
    ),
  ];
}

/** Variables are read when they are first needed, so that one that is missing is named where it is used. */
function makeClient(binding: Binding, clients: ReadonlyMap<string, string>): string {
  const read = Object.entries(binding.variables).map(
    ([setting, name]) => `get ${JSON.stringify(setting)}() { return variable(${JSON.stringify(name)}); }`,
  );
  const fixed = Object.entries(binding.settings).map(
    ([setting, value]) => `${JSON.stringify(setting)}: ${JSON.stringify(value)}`,
  );
  return `${clients.get(binding.kind)}({ ${[...read, ...fixed].join(", ")} })`;
}

function serveHandler(
  { function: planned, triggers }: EntrypointInput,
  trigger: PlannedTrigger,
  variables: ReadonlyMap<string, string>,
): string {
  const handler = planned.handlers.find((candidate) => candidate.id === trigger.handler);
  const owner = variables.get(planned.service);
  if (!handler || owner === undefined)
    throw new Error(`The trigger "${trigger.id}" starts no handler of "${planned.id}".`);
  const index = triggers.indexOf(trigger);
  const validators = trigger.contracts.map(({ part }) => `${JSON.stringify(part)}: ${validatorName(index, part)}`);
  const invoke = `(argument) => ${owner}[${JSON.stringify(handler.method)}](argument)`;
  const fields = [
    `id: ${JSON.stringify(handler.id)}`,
    `invoke: ${invoke}`,
    `properties: ${JSON.stringify(trigger.properties)}`,
    `validators: { ${validators.join(", ")} }`,
  ];
  return `{ ${fields.join(", ")} }`;
}

function validatorName(index: number, part: string): string {
  return `validate_${index}_${part}`;
}
