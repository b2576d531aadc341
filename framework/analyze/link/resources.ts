import {
  classNotDecorated,
  conflictingField,
  contractMissing,
  decoratorMisplaced,
  fieldType,
} from "../../diagnostics/catalogue/declarations.ts";
import { extraArgument } from "../../diagnostics/catalogue/values.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Kind, Report, ResourceDefinition } from "../../kinds/kind.ts";
import { decoratorNamed } from "../../kinds/registry.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Location } from "../../model/location.ts";
import type { Contract, Resource } from "../../model/model.ts";
import { resourceOptions } from "../../options.ts";
import type { DecoratorFacts, MemberFacts, TypeFacts } from "../facts.ts";
import { entryOf, type Located } from "../located.ts";
import { readOptions } from "../read/reader.ts";
import { checkName } from "./names.ts";
import { checkCalled, type LinkedService } from "./services.ts";
import type { Project } from "./project.ts";

/** A resource: what the model says of it, and the field that declares it. */
export interface LinkedResource {
  readonly model: Resource;
  readonly definition: ResourceDefinition;
  /** The field's key. */
  readonly key: string;
}

/** The resources of a project, by the field's key. */
export function linkResources(
  services: ReadonlyMap<string, LinkedService>,
  project: Project,
): ReadonlyMap<string, LinkedResource> {
  const resources: LinkedResource[] = [];
  for (const facts of project.classes.values()) {
    const service = services.get(facts.key);
    for (const member of facts.members) {
      const found = resourceDecorators(member, project);
      if (found.length === 0 || !checkField(member, found, project)) continue;
      if (!service) reportUnowned(member, found, project);
      else if (found[0]) resources.push(readResource({ member, service, ...found[0] }, project));
    }
  }
  return new Map(resources.map((resource) => [resource.key, resource]));
}

interface ResourceDecorator {
  readonly decorator: DecoratorFacts;
  readonly kind: Kind;
  readonly definition: ResourceDefinition;
}

function resourceDecorators(member: MemberFacts, { kinds }: Project): readonly ResourceDecorator[] {
  return member.decorators.flatMap((decorator) => {
    const found = decoratorNamed(decorator.name, kinds);
    return found?.role === "resource" ? [{ decorator, kind: found.kind, definition: found.definition }] : [];
  });
}

/** Reports a decorated member whose class iffc does not construct. */
export function reportUnowned(
  member: MemberFacts,
  found: readonly { readonly decorator: DecoratorFacts }[],
  project: Project,
): void {
  const owner = project.owners.get(member.key);
  const at = found[0]?.decorator.at;
  const related = owner ? [{ message: `${owner.name} is declared here`, at: owner.at }] : [];
  const message = `${!owner || owner.name === "default" ? "The class" : owner.name} has decorated members, but is not decorated itself.`;
  project.report(classNotDecorated, { at, message, related });
}

function checkField(member: MemberFacts, found: readonly ResourceDecorator[], project: Project): boolean {
  for (const { decorator } of found.slice(1)) {
    const message = `\`${member.name}\` declares a resource with @${found[0]?.decorator.name} already.`;
    project.report(conflictingField, { at: decorator.at, message });
  }
  const reason = misplacedReason(member, "field");
  if (reason === undefined) return true;
  for (const { decorator } of found) {
    project.report(decoratorMisplaced, {
      at: decorator.at,
      message: `@${decorator.name} cannot stand here: ${reason}.`,
    });
  }
  return false;
}

/** Why a member cannot be what a decorator asks for; nothing where it can. */
export function misplacedReason(member: MemberFacts, form: "field" | "method"): string | undefined {
  const { name } = member;
  if (member.form !== form) {
    const is =
      member.form === "constructor"
        ? "the constructor"
        : `\`${name}\` is ${member.form === "accessor" ? "an accessor" : `a ${member.form}`}`;
    return `${is}, and it decorates ${form}s`;
  }
  if (name === "") return `the ${form}'s name is computed`;
  if (member.static) return `\`${name}\` is static`;
  return member.private ? `\`${name}\` is private` : undefined;
}

interface Declaration extends ResourceDecorator {
  readonly member: MemberFacts;
  readonly service: LinkedService;
}

function readResource(declaration: Declaration, project: Project): LinkedResource {
  const { member, service, decorator, kind, definition } = declaration;
  checkCalled(decorator, project);
  checkName(member.name, member.at, project);
  const { id, ...properties } = readProperties(declaration, project);
  checkType(declaration, project);
  return {
    key: member.key,
    definition,
    model: {
      id: typeof id === "string" ? id : `${service.model.id}.${member.name}`,
      kind: kind.name,
      service: service.model.id,
      field: member.name,
      pinned: typeof id === "string",
      properties,
      contracts: readContracts(declaration, project),
      declaredAt: decorator.at,
    },
  };
}

function readProperties({ decorator, definition }: Declaration, project: Project): JsonObject {
  const diagnostics: Diagnostic[] = [];
  const [given, ...extra] = decorator.arguments;
  const reading = { subject: `@${decorator.name}`, at: decorator.at, diagnostics };
  const read = readOptions(given, { ...definition.options, ...resourceOptions }, reading);
  for (const { at } of extra) project.report(extraArgument, { at });
  for (const diagnostic of diagnostics) project.add(diagnostic);
  const { id: _, ...properties } = read;
  if (diagnostics.length === 0) definition.check?.(properties, reportAt(given, decorator.at, project));
  return read;
}

/** Reports at the option that a rule names, or else at the declaration. */
export function reportAt(options: Located | undefined, at: Location, project: Project): Report {
  return (finding, occurrence = {}) => {
    const { option, ...rest } = occurrence;
    const entry = option !== undefined && options?.type === "dictionary" ? entryOf(options, option) : undefined;
    project.report(finding, { at: entry?.value.at ?? at, ...rest });
  };
}

function checkType({ member, decorator, definition }: Declaration, project: Project): void {
  const { type } = member;
  if (type?.name !== undefined && definition.fieldTypes.includes(type.name)) return;
  const expected = definition.fieldTypes.map((name) => `\`${name}\``).join(" or ");
  const message = type
    ? `\`${member.name}\` has the type \`${type.text}\`, but @${decorator.name} makes ${expected} of iffc's.`
    : `\`${member.name}\` has no type; @${decorator.name} makes ${expected}.`;
  project.report(fieldType, { at: type?.at ?? member.at, message });
}

function readContracts({ member, definition }: Declaration, project: Project): readonly Contract[] {
  const { type } = member;
  if (type?.name === undefined || !definition.fieldTypes.includes(type.name)) return [];
  return Object.entries(definition.contracts ?? {}).flatMap(([part, position]) =>
    readContract(type, { part, position }, project),
  );
}

function readContract(
  type: TypeFacts,
  { part, position }: { readonly part: string; readonly position: number },
  project: Project,
): readonly Contract[] {
  const argument = type.arguments[position];
  if (argument) return [{ part, type: argument.text, at: argument.at }];
  const message = `\`${type.text}\` does not say the type of its ${part}.`;
  project.report(contractMissing, {
    at: type.at,
    message,
    hint: `Write it as a type argument, such as \`${type.name}<Order>\`.`,
  });
  return [];
}
