import type { Kind } from "../../kinds/kind.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Model, Span } from "../../model/model.ts";
import type { Construction, Plan, PlannedFunction } from "../../model/plan.ts";
import { registryOf } from "../../plan/registry.ts";
import { mergeSpans } from "./cuts.ts";
import { generateEntrypoint } from "./entrypoint.ts";
import { type Sources, variantModule } from "./sources.ts";
import { resolveValidator, type ValidatorSource } from "./validators.ts";

/** What decides the modules that are bundled. */
export interface ModulesInput {
  readonly plan: Plan;
  readonly model: Model;
  readonly root: string;
  readonly schemas: Promise<ReadonlyMap<string, JsonObject>>;
  /** The packages that are not bundled but shipped as they are installed. */
  readonly external?: readonly string[];
}

/** The modules of a plan's functions: an entrypoint for each, and the user's files as these need them. */
export function sourcesOf(input: ModulesInput, kinds: readonly Kind[]): Sources {
  const { plan, model, root, schemas, external = [] } = input;
  const registry = registryOf(kinds);
  const cuts = decoratorsByFile(model);
  const variants = new Map<string, readonly Span[]>();
  // Classes of one file are imported from one module, or each would have state of its own.
  const moduleIn = (planned: PlannedFunction, { file }: Construction): string => {
    const steps = planned.construction.filter((step) => step.file === file);
    const spans = mergeSpans([...(cuts.get(file) ?? []), ...steps.flatMap((step) => step.cuts)]);
    const specifier = variantModule(file, spans);
    variants.set(specifier, spans);
    return specifier;
  };
  const triggers = Map.groupBy(plan.triggers, (trigger) => trigger.function);
  const entrypoint = (planned: PlannedFunction): string =>
    generateEntrypoint({
      function: planned,
      triggers: triggers.get(planned.id) ?? [],
      registry,
      moduleOf: (step) => moduleIn(planned, step),
    });
  const entrypoints = new Map(plan.functions.map((planned) => [planned.id, entrypoint(planned)]));
  const validator = async (specifier: string): Promise<ValidatorSource> =>
    resolveValidator(specifier, await schemas, registry);
  return { root, external, entrypoints, cuts, variants, validator };
}

/** Our decorators do nothing when they run, so no bundle holds them. */
function decoratorsByFile({ services }: Model): ReadonlyMap<string, readonly Span[]> {
  const byFile = Map.groupBy(services, (service) => service.file);
  return new Map(
    [...byFile].map(([file, group]) => [file, mergeSpans(group.flatMap((service) => service.decorators))]),
  );
}
