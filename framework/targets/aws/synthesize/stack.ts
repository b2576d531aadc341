import { createHash } from "node:crypto";
import type { CloudFormationObject, CloudFormationResource, CloudFormationValue } from "../../../kinds/kind.ts";
import { sortKeys } from "../../../model/json.ts";
import type { Plan, PlannedFunction, PlannedResource, PlannedTrigger, Tier } from "../../../model/plan.ts";
import type { Reference } from "../../../model/value.ts";

/** One CloudFormation stack: what is uploaded, and where its parameters come from. */
export interface Stack extends Place {
  readonly template: Template;
  /** The output of another, earlier stack that each parameter takes its value from. */
  readonly parameters: Readonly<Record<string, StackOutput>>;
  /** Outputs that people want to see, and what they are: `{ HttpUrl: { resource: "http", attribute: "url" } }`. */
  readonly shown: Readonly<Record<string, Reference>>;
  /** Ids of the functions whose first artifact must be uploaded before the stack is made. */
  readonly needsCode: readonly string[];
}

/** Where a part of the app is deployed. */
export interface Place {
  /** The stack's name, unique in the account and region. */
  readonly name: string;
  readonly tier: Tier;
  /** The service whose functions it holds, in tier `service`. */
  readonly service?: string;
}

/** An output of a stack, by their names. */
export interface StackOutput {
  readonly stack: string;
  readonly output: string;
}

/** A CloudFormation template. */
export interface Template {
  readonly AWSTemplateFormatVersion: "2010-09-09";
  readonly Description: string;
  readonly Metadata: CloudFormationObject;
  readonly Parameters?: Readonly<Record<string, { readonly Type: "String" }>>;
  readonly Resources: Readonly<Record<string, CloudFormationResource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: CloudFormationValue }>>;
}

/** The text that is uploaded: equal templates have equal bytes. */
export function renderTemplate(template: Template): string {
  return JSON.stringify(sortKeys(template));
}

/** The same template without the places in the sources, for comparing: a line that moved is no change. */
export function withoutSources(template: Template): Template {
  const entries = Object.entries(template.Resources).map(([id, resource]) => {
    const { Metadata, ...rest } = resource;
    return [id, Metadata ? rest : resource] as const;
  });
  return { ...template, Resources: Object.fromEntries(entries) };
}

/** Tiers in the order in which their stacks are made. */
export const tiers: readonly Tier[] = ["state", "service", "edge"];

/** The stack of a resource; one in tier `service` goes with the class that declares it. */
export function placeResource(plan: Plan, { tier, service }: PlannedResource): Place {
  return place(plan, tier, service);
}

/** The stack of a function. */
export function placeFunction(plan: Plan, { service }: PlannedFunction): Place {
  return place(plan, "service", service);
}

/** The stack of a trigger; one in tier `service` goes with the function that it starts. */
export function placeTrigger(plan: Plan, { tier }: PlannedTrigger, started: PlannedFunction): Place {
  return place(plan, tier, started.service);
}

function place({ app, environment }: Plan, tier: Tier, service: string | undefined): Place {
  const stem = `${app}-${environment.name}`;
  if (tier !== "service") return { name: stackName(`${stem}-${tier}`), tier };
  if (service === undefined) throw new Error("A resource of tier service has no service.");
  return { name: stackName(`${stem}-service-${service}`), tier, service };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const longestName = 128;

/** The text if CloudFormation takes it as a name, else its letters, digits and dashes with a hash of the whole. */
function stackName(text: string): string {
  const plain = text.replace(/[^A-Za-z0-9-]+/gu, "-");
  if (plain === text && text.length <= longestName) return text;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8);
  return `${plain.slice(0, longestName - hash.length - 1)}-${hash}`;
}
