/**
 * plan + where each function's code lies → stacks + diagnostics. Pure: no time, host or path in what comes out.
 *
 *   place        every part has one stack: state, its service's, or edge
 *   contribute   each kind and each function gives its fragment, references to others still open
 *   fold         fragments of one stack become one set of resources; two of one logical id are refused
 *   link         references become intrinsics inside a stack, outputs and parameters across stacks
 *   preflight    what CloudFormation or IAM would refuse, at the line that asked for it
 *
 * Values only travel from state to services to edge. Equal plans have equal templates, byte by byte.
 */
import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { compareText } from "../../../model/json.ts";
import type { Plan, PlannedFunction } from "../../../model/plan.ts";
import { contributeFragments, type SynthesisInputs } from "./contribute.ts";
import { foldFragments } from "./fold.ts";
import { linkStacks, type LinkedStack } from "./link.ts";
import { checkPlan, checkStack } from "./preflight.ts";
import { type Place, type Stack, type Template, tiers } from "./stack.ts";

/** The stacks of one environment in the order in which they are made, and what is wrong with them. */
export interface Synthesis {
  readonly stacks: readonly Stack[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Turns a plan into CloudFormation stacks. Throws IFFC4001 where two parts share a logical id. */
export function synthesize(plan: Plan, inputs: SynthesisInputs): Synthesis {
  const contributions = contributeFragments(plan, inputs);
  const linked = linkStacks(foldFragments(contributions), contributions).toSorted(comparePlaces);
  const functions = Map.groupBy(plan.functions, ({ service }) => service);
  const stacks = linked.map((stack) => toStack(plan, stack, functions));
  const diagnostics = linked.flatMap((stack, index) => checkStack(stack, stacks[index] as Stack));
  return { stacks, diagnostics: [...checkPlan(plan), ...diagnostics] };
}

function comparePlaces({ place: left }: { place: Place }, { place: right }: { place: Place }): number {
  return tiers.indexOf(left.tier) - tiers.indexOf(right.tier) || compareText(left.name, right.name);
}

function toStack(
  { app, environment, schemaVersion }: Plan,
  { place, resources, parameters, outputs, shown }: LinkedStack,
  functions: ReadonlyMap<string, readonly PlannedFunction[]>,
): Stack {
  const { tier, service } = place;
  const about = { schemaVersion, app, environment: environment.name, tier };
  const template: Template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: `${app} ${environment.name}: ${service ?? tier}`,
    Metadata: { iffc: { ...about, ...(service !== undefined && { service }) } },
    ...(Object.keys(parameters).length > 0 && { Parameters: mapValues(parameters, () => ({ Type: "String" })) }),
    Resources: Object.fromEntries([...resources].sort(([left], [right]) => compareText(left, right))),
    ...(Object.keys(outputs).length > 0 && { Outputs: mapValues(outputs, (value) => ({ Value: value })) }),
  };
  const needsCode = (tier === "service" && functions.get(service ?? "")) || [];
  return { ...place, template, parameters, shown, needsCode: needsCode.map(({ id }) => id) };
}

function mapValues<Item, Result>(
  record: Readonly<Record<string, Item>>,
  map: (item: Item) => Result,
): Readonly<Record<string, Result>> {
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, map(item)]));
}
