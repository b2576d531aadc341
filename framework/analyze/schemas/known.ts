import type { JsonObject } from "../../model/json.ts";
import { formatLocation } from "../../model/location.ts";
import type { Contract, Model } from "../../model/model.ts";
import type { FileFacts, TypeFacts, TypePlace } from "../facts.ts";

/** The contracts of a model, one for each place. */
export function contractsOf({ resources, handlers }: Model): readonly Contract[] {
  const all = [
    ...resources.flatMap(({ contracts }) => contracts),
    ...handlers.flatMap(({ triggers }) => triggers.flatMap(({ contracts }) => contracts)),
  ];
  return [...new Map(all.map((contract) => [formatLocation(contract.at), contract])).values()];
}

/** The schemas of contracts that facts hold already, by the place of their type, as `file:line:column`. */
export function knownSchemas(model: Model, files: Iterable<FileFacts>): Readonly<Record<string, JsonObject>> {
  const known = new Map<string, JsonObject>();
  for (const { classes } of files) {
    for (const { members } of classes) {
      for (const { type, method } of members) {
        addSchemas(type, known);
        for (const parameter of method?.parameters ?? []) addSchemas(parameter.type, known);
      }
    }
  }
  const places = contractsOf(model).map(({ at }) => formatLocation(at));
  const entries = places.map((place) => [place, known.get(place)] as const);
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, JsonObject] => entry[1] !== undefined));
}

function addSchemas(type: TypeFacts | undefined, known: Map<string, JsonObject>): void {
  for (const argument of type?.arguments ?? []) {
    addSchema(argument, known);
    for (const member of Object.values(argument.members ?? {})) addSchema(member, known);
  }
}

function addSchema({ schema, at }: TypePlace, known: Map<string, JsonObject>): void {
  if (schema) known.set(formatLocation(at), schema);
}
