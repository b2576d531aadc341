/** Takes over from dynalite what it would judge or order wrongly in parsed expressions. */
import { holds, type Condition, type Path } from "./condition.ts";
import type { Attributes } from "./description.ts";
import { dynalite, type Checked, type Output } from "./dynalite.ts";

interface Parsed {
  readonly expression: Condition;
}

interface Section {
  readonly type: string;
  readonly path: Path;
}

/** A condition that always or never holds, in a form that dynalite judges rightly. */
function constant(outcome: boolean): Condition {
  return { type: "=", args: [{ N: "1" }, { N: outcome ? "1" : "0" }] };
}

/** The input of a write with its condition judged for the item as it is. */
export function settleCondition(checked: Checked, item: Attributes | undefined): Checked {
  const condition = checked["_condition"] as Parsed | undefined;
  if (!condition) return checked;
  return { ...checked, _condition: { ...condition, expression: constant(holds(condition.expression, item)) } };
}

/** Whether the condition of a checked request holds. */
export function meetsCondition(checked: Checked, item: Attributes | undefined): boolean {
  const condition = checked["_condition"] as Parsed | undefined;
  return condition === undefined || holds(condition.expression, item);
}

/** The input of an update whose removals come last and from the end of each list, so that none moves another's place. */
export function orderRemovals(checked: Checked): Checked {
  const updates = checked["_updates"] as { readonly sections: readonly Section[] } | undefined;
  if (!updates) return checked;
  const others = updates.sections.filter(({ type }) => type !== "remove");
  const removals = updates.sections.filter(({ type }) => type === "remove");
  const ordered = [...removals].sort((left, right) => comparePaths(right.path, left.path));
  return { ...checked, _updates: { ...updates, sections: [...others, ...ordered] } };
}

function comparePaths(left: Path, right: Path): number {
  for (const [index, step] of left.entries()) {
    const other = right[index];
    if (step === other) continue;
    return typeof step === "number" && typeof other === "number" ? step - other : 0;
  }
  return 0;
}

/** A reading whose filter and projection are left to us. */
export interface Reading {
  /** What dynalite is told. */
  readonly input: Checked;
  /** Filters and projects what dynalite answers. */
  readonly finish: (output: Output) => Output;
}

/** Takes filter and projection out of a reading, but not the checks that dynalite makes of them. */
export function planReading(checked: Checked): Reading {
  const filter = checked["_filter"] as Parsed | undefined;
  if (!filter) return { input: checked, finish: (output) => output };
  const projection = checked["_projection"] as { readonly paths: unknown } | undefined;
  const isCount = checked["Select"] === "COUNT";
  const { Select: _, ...rest } = checked;
  const input = {
    ...(isCount ? rest : checked),
    _filter: { ...filter, expression: constant(true) },
    ...(projection && { _projection: { ...projection, paths: undefined } }),
  };
  return {
    input,
    finish: ({ Items = [], ...output }) => {
      const found = (Items as readonly Attributes[]).filter((item) => holds(filter.expression, item));
      const projected = projection ? found.map((item) => dynalite().mapPaths(projection.paths, item)) : found;
      return { ...output, Count: found.length, ...(!isCount && { Items: projected }) };
    },
  };
}
