import type { CloudFormationObject, CloudFormationResource, CloudFormationValue } from "../../../kinds/kind.ts";
import type { LinkedStack } from "./link.ts";
import { mapObjects } from "./value.ts";

/** What the random end of a generated name and its dashes take. */
const generatedSuffix = 15;
/** What an ARN has around the name, the longest region included. */
const aroundName = 60;
/** Pseudo parameters at their longest. */
const pseudoLengths: Readonly<Record<string, number>> = {
  "AWS::AccountId": 12,
  "AWS::Partition": 10,
  "AWS::Region": 14,
  "AWS::URLSuffix": 16,
};

/** Characters of all policies written into a role, with names that CloudFormation has yet to make at their longest. */
export function measurePolicies(role: CloudFormationResource, stack: LinkedStack): number {
  const policies = (role.Properties?.["Policies"] ?? []) as readonly CloudFormationObject[];
  const documents = policies.map((policy) => mapObjects(policy["PolicyDocument"] ?? "", (part) => spell(part, stack)));
  return documents.reduce<number>((sum, document) => sum + JSON.stringify(document).replace(/\s/gu, "").length, 0);
}

/** A text as long as the one that an intrinsic stands for. */
function spell(object: CloudFormationObject, stack: LinkedStack): CloudFormationValue {
  const { Ref: id, "Fn::GetAtt": attribute, "Fn::Join": join } = object;
  if (typeof id === "string") return "x".repeat(pseudoLengths[id] ?? generatedLength(id, stack));
  if (Array.isArray(attribute)) return "x".repeat(aroundName + generatedLength(String(attribute[0]), stack));
  return Array.isArray(join) ? (join[1] as readonly string[]).join("") : object;
}

/** CloudFormation's names are the stack's, the logical id and something random. */
function generatedLength(id: string, { place, parameters }: LinkedStack): number {
  return (parameters[id]?.stack ?? place.name).length + id.length + generatedSuffix;
}
