import { concat, ref } from "../../../kinds/cloudformation.ts";
import type { CloudFormationObject, CloudFormationResource, CloudFormationValue } from "../../../kinds/kind.ts";
import { compareText } from "../../../model/json.ts";
import type { Reference } from "../../../model/value.ts";
import type { Contribution, Draft } from "./fold.ts";
import { type Place, type StackOutput, tiers } from "./stack.ts";
import { mapObjects, objectsIn, openReference } from "./value.ts";

/** A stack whose values are all either its own or parameters. */
export interface LinkedStack extends Draft {
  readonly parameters: Readonly<Record<string, StackOutput>>;
  readonly outputs: Readonly<Record<string, CloudFormationValue>>;
  readonly shown: Readonly<Record<string, Reference>>;
}

/** What values can refer to, by the id of the resource or function. */
type Directory = ReadonlyMap<string, Contribution>;

/**
 * Closes every open reference: inside a stack by the attribute itself, across stacks by an output there and a parameter
 * here for each `Ref` and `Fn::GetAtt` that the attribute is made of. Values only travel to later tiers.
 */
export function linkStacks(drafts: readonly Draft[], contributions: readonly Contribution[]): readonly LinkedStack[] {
  const directory = new Map(
    contributions.filter(({ fragment }) => fragment.attributes).map((item) => [item.owner.id, item]),
  );
  const imports = drafts.map((draft) => importsOf(draft, directory));
  const exports = Map.groupBy(imports.flat(), ({ from }) => from.name);
  const shownBy = Map.groupBy(contributions.flatMap(showOutputs), ({ from }) => from.name);
  return drafts.map((draft, index) => {
    const { place } = draft;
    const shown = shownBy.get(place.name) ?? [];
    const outputs = [...(exports.get(place.name) ?? []), ...shown];
    return {
      ...draft,
      resources: new Map([...draft.resources].map(([id, resource]) => [id, close(resource, place, directory)])),
      parameters: sorted((imports[index] ?? []).map(({ from, name }) => [name, { stack: from.name, output: name }])),
      outputs: sorted(outputs.map(({ name, value }) => [name, value])),
      shown: sorted(shown.map(({ name, reference }) => [name, reference])),
    };
  });
}

/** A value that one stack gives to others, or to people. */
interface Output {
  readonly name: string;
  readonly from: Place;
  readonly value: CloudFormationValue;
}

function importsOf(draft: Draft, directory: Directory): readonly Output[] {
  const open = [...draft.resources.values()].flatMap((resource) => referencesIn(resource));
  return open.flatMap((reference) => {
    const { expression, from } = lookUp(reference, directory);
    if (from.name === draft.place.name) return [];
    if (tiers.indexOf(from.tier) >= tiers.indexOf(draft.place.tier)) {
      throw new Error(`${draft.place.name} cannot wait for ${reference.resource}, which is made with or after it.`);
    }
    return sourcesIn(expression).map(({ name, value }) => ({ name, from, value }));
  });
}

function referencesIn(resource: CloudFormationResource): readonly Reference[] {
  return objectsIn(resource.Properties ?? {}).flatMap((object) => openReference(object) ?? []);
}

function lookUp(reference: Reference, directory: Directory): { expression: CloudFormationValue; from: Place } {
  const owner = directory.get(reference.resource);
  const expression = owner?.fragment.attributes?.[reference.attribute];
  if (!owner || expression === undefined) {
    throw new Error(`Nothing in the plan has the attribute "${reference.attribute}" of "${reference.resource}".`);
  }
  return { expression, from: owner.place };
}

function close(resource: CloudFormationResource, here: Place, directory: Directory): CloudFormationResource {
  const Properties = mapObjects(resource.Properties ?? {}, (object) => {
    const reference = openReference(object);
    if (!reference) return object["Fn::Join"] ? concat(object) : object;
    const { expression, from } = lookUp(reference, directory);
    return from.name === here.name ? expression : mapObjects(expression, toParameter);
  });
  return { ...resource, Properties: Properties as CloudFormationObject };
}

function toParameter(object: CloudFormationObject): CloudFormationValue {
  const name = sourceName(object);
  return name === undefined ? object : ref(name);
}

function sourcesIn(expression: CloudFormationValue): readonly { name: string; value: CloudFormationObject }[] {
  return objectsIn(expression).flatMap((value) => {
    const name = sourceName(value);
    return name === undefined ? [] : [{ name, value }];
  });
}

/** The output and parameter that carry a stack's own value: `Ref` by the logical id, `Fn::GetAtt` with the attribute. */
function sourceName(object: CloudFormationObject): string | undefined {
  const { Ref: id, "Fn::GetAtt": attribute } = object;
  if (typeof id === "string") return id.startsWith("AWS::") ? undefined : id;
  return Array.isArray(attribute) ? attribute.join("").replace(/[^A-Za-z0-9]/gu, "") : undefined;
}

function showOutputs({ owner, place, fragment }: Contribution): readonly Shown[] {
  return (fragment.outputs ?? []).map((attribute) => ({
    name: outputName(owner.id, attribute),
    from: place,
    value: fragment.attributes?.[attribute] ?? "",
    reference: { resource: owner.id, attribute },
  }));
}

interface Shown extends Output {
  readonly reference: Reference;
}

function outputName(id: string, attribute: string): string {
  return [id, attribute]
    .flatMap((text) => text.split(/[^A-Za-z0-9]+/u))
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

function sorted<Item>(entries: readonly (readonly [string, Item])[]): Readonly<Record<string, Item>> {
  return Object.fromEntries([...new Map(entries)].sort(([left], [right]) => compareText(left, right)));
}
