import {
  dynamicReference,
  intrinsicName,
  policyTooLarge,
  serviceQuotaExceeded,
  stackTooLarge,
} from "../../../diagnostics/catalogue/synthesize.ts";
import { diagnose, type Diagnostic, type Finding } from "../../../diagnostics/diagnostic.ts";
import type { CloudFormationResource } from "../../../kinds/kind.ts";
import type { Location } from "../../../model/location.ts";
import type { Plan } from "../../../model/plan.ts";
import { type Limit, rolePolicyLimit, stackLimits, typeLimits, warningShare } from "../limits.ts";
import type { LinkedStack } from "./link.ts";
import { measurePolicies } from "./measure.ts";
import type { Stack } from "./stack.ts";

/** What can be said of a plan before it is split into stacks. */
export function checkPlan({ functions }: Plan): readonly Diagnostic[] {
  return functions
    .filter(({ environment }) => Object.hasOwn(environment, "Ref"))
    .map(({ declaredAt }) => diagnose(intrinsicName, { at: declaredAt }));
}

/** What CloudFormation or IAM would refuse about one stack, at the line that asked for it. */
export function checkStack(linked: LinkedStack, stack: Stack): readonly Diagnostic[] {
  return [
    ...checkCounts(linked, stack),
    ...checkTypes(linked),
    ...[...linked.resources].flatMap(([id, resource]) => {
      const at = linked.owners.get(id)?.declaredAt;
      return [...checkText(resource, at), ...checkPolicies(linked, resource, at)];
    }),
  ];
}

function checkCounts(linked: LinkedStack, { name, template }: Stack): readonly Diagnostic[] {
  const places = [...linked.owners.values()].map(({ declaredAt }) => declaredAt);
  const check = (count: number, limit: Limit): readonly Diagnostic[] =>
    compare(stackTooLarge, { subject: `The stack ${name}`, count, limit, at: places[limit.max] ?? places.at(-1) });
  const body = Buffer.byteLength(JSON.stringify(template));
  return [
    ...check(linked.resources.size, stackLimits.resources),
    ...check(Object.keys(linked.outputs).length, stackLimits.outputs),
    ...check(Object.keys(linked.parameters).length, stackLimits.parameters),
    ...check(body, stackLimits.body),
  ];
}

function checkTypes(linked: LinkedStack): readonly Diagnostic[] {
  return Object.entries(typeLimits).flatMap(([type, limit]) => {
    const ids = [...linked.resources].filter(([, resource]) => resource.Type === type).map(([id]) => id);
    const at = linked.owners.get(ids[limit.max] ?? ids.at(-1) ?? "")?.declaredAt;
    return compare(serviceQuotaExceeded, { subject: `The stack ${linked.place.name}`, count: ids.length, limit, at });
  });
}

function checkText(resource: CloudFormationResource, at: Location | undefined): readonly Diagnostic[] {
  return JSON.stringify(resource.Properties ?? {}).includes("{{resolve:") ? [diagnose(dynamicReference, { at })] : [];
}

function checkPolicies(
  linked: LinkedStack,
  resource: CloudFormationResource,
  at: Location | undefined,
): readonly Diagnostic[] {
  if (resource.Type !== "AWS::IAM::Role") return [];
  const { id } = (resource.Metadata?.["iffc"] ?? {}) as { readonly id?: string };
  const count = measurePolicies(resource, linked);
  return compare(policyTooLarge, { subject: `The role of "${id}"`, count, limit: rolePolicyLimit, at });
}

/** A count, what it is compared with, and how to say so. */
interface Measure {
  readonly subject: string;
  readonly count: number;
  readonly limit: Limit;
  readonly at: Location | undefined;
}

/** An error above the limit, a warning from 90 % of it on. */
function compare(finding: Finding, { subject, count, limit, at }: Measure): readonly Diagnostic[] {
  if (count < limit.max * warningShare) return [];
  const severity = count > limit.max ? ("error" as const) : ("warning" as const);
  const message = `${subject} has ${count} of at most ${limit.max} ${limit.of}.`;
  return [diagnose(finding, { at, message, severity })];
}
