import {
  classNotConstructible,
  classNotExported,
  conflictingClass,
  decoratorMisplaced,
  decoratorNotCalled,
  injectionCycle,
  notInjectable,
} from "../../diagnostics/catalogue/declarations.ts";
import { extraArgument } from "../../diagnostics/catalogue/values.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Service } from "../../model/model.ts";
import { resourcesOptions, serviceOptions } from "../../options.ts";
import type { ClassFacts, DecoratorFacts, ParameterFacts } from "../facts.ts";
import { readOptions } from "../read/reader.ts";
import { didYouMean, suggest } from "../suggest.ts";
import { isDivisible } from "./division.ts";
import { checkName } from "./names.ts";
import { ancestorsOf, classDecoratorOf, classDecorators, fileOf, type Project } from "./project.ts";

/** A class of the program: what the model says of it, and the facts behind. */
export interface LinkedService {
  readonly model: Service;
  readonly facts: ClassFacts;
}

/** The services and groups of resources of a project, by the class's key. */
export function linkServices(project: Project): ReadonlyMap<string, LinkedService> {
  const services = new Map<string, LinkedService>();
  for (const facts of project.classes.values()) {
    checkDecorators(facts, project);
    const decorator = classDecoratorOf(facts);
    if (decorator) services.set(facts.key, { model: readService(facts, decorator, project), facts });
  }
  const linked = [...services].map(([key, service]): [string, LinkedService] => {
    const dependencies = linkDependencies(service, services, project);
    return [key, { ...service, model: { ...service.model, dependencies } }];
  });
  const result = new Map(linked);
  reportCycles(result, project);
  return result;
}

/** Says what is wrong with a decorator that is not called. */
export function checkCalled(decorator: DecoratorFacts, project: Project): boolean {
  if (decorator.called) return true;
  const { name, at } = decorator;
  project.report(decoratorNotCalled, { at, message: `@${name} must be called.`, hint: `Write @${name}().` });
  return false;
}

function checkDecorators(facts: ClassFacts, project: Project): void {
  const marks = facts.decorators.filter(({ name }) => Object.hasOwn(classDecorators, name));
  for (const { name, at } of marks.slice(1)) {
    const message = `${facts.name} is marked with @${marks[0]?.name} already; @${name} is one too many.`;
    project.report(conflictingClass, { at, message });
  }
  for (const { name, at } of facts.decorators.filter((decorator) => !marks.includes(decorator))) {
    project.report(decoratorMisplaced, { at, message: `@${name} does not decorate classes.` });
  }
}

function readService(facts: ClassFacts, decorator: DecoratorFacts, project: Project): Service {
  const role = classDecorators[decorator.name as keyof typeof classDecorators];
  checkCalled(decorator, project);
  checkClass(facts, project);
  const diagnostics: Diagnostic[] = [];
  const shape = role === "service" ? serviceOptions : resourcesOptions;
  const reading = { subject: `@${decorator.name}`, at: decorator.at, diagnostics };
  const { id, team, functions, ...options } = readOptions(decorator.arguments[0], shape, reading);
  for (const extra of decorator.arguments.slice(1)) project.report(extraArgument, { at: extra.at });
  for (const diagnostic of diagnostics) project.add(diagnostic);
  return {
    id: typeof id === "string" ? id : facts.name,
    role,
    className: facts.name,
    file: fileOf(facts.key),
    exportName: facts.exportName ?? facts.name,
    ...(typeof team === "string" && { team }),
    functions: functions === "one" ? "one" : "each",
    dependencies: [],
    options,
    declaredAt: facts.at,
    decorators: spansOf(facts),
    divisible: isDivisible(facts, project),
  };
}

function spansOf({ decorators, members }: ClassFacts) {
  const all = [...decorators, ...members.flatMap((member) => member.decorators)];
  return all.map(({ span }) => span).sort((left, right) => left.start - right.start);
}

function checkClass(facts: ClassFacts, project: Project): void {
  const { name, at } = facts;
  checkName(name, at, project);
  if (facts.exportName === undefined)
    project.report(classNotExported, { at, message: `${name} is not exported, so no entrypoint can import it.` });
  if (facts.abstract)
    project.report(classNotConstructible, { at, message: `${name} is abstract and cannot be constructed.` });
  if (facts.generic)
    project.report(classNotConstructible, {
      at,
      message: `${name} has type parameters: nobody says which types are meant.`,
    });
  for (const base of ancestorsOf(facts, project)) {
    const mark = classDecoratorOf(base);
    if (!mark) continue;
    const related = [{ message: `${base.name} is decorated here`, at: mark.at }];
    project.report(conflictingClass, {
      at,
      message: `${name} extends ${base.name}, which iffc constructs on its own.`,
      related,
    });
  }
}

function linkDependencies(
  { facts }: LinkedService,
  services: ReadonlyMap<string, LinkedService>,
  project: Project,
): readonly string[] {
  const parameters = [facts, ...ancestorsOf(facts, project)].find(hasConstructor)?.parameters ?? [];
  return parameters.flatMap((parameter) => {
    const service = parameter.type?.class === undefined ? undefined : services.get(parameter.type.class);
    if (service && !parameter.rest && !parameter.optional) return [service.model.id];
    reportParameter(parameter, { facts, services }, project);
    return [];
  });
}

function hasConstructor({ members }: ClassFacts): boolean {
  return members.some(({ form }) => form === "constructor");
}

interface Injection {
  readonly facts: ClassFacts;
  readonly services: ReadonlyMap<string, LinkedService>;
}

function reportParameter(parameter: ParameterFacts, { facts, services }: Injection, project: Project): void {
  const { type } = parameter;
  const known = type?.class === undefined ? undefined : project.classes.get(type.class);
  const names = [...services.values()].map(({ facts: { name } }) => name);
  const isDecorated = known && services.has(known.key);
  const message = isDecorated
    ? `A parameter of ${facts.name} is optional, but iffc always passes ${known.name}.`
    : known
      ? `${facts.name} takes ${known.name}, which iffc does not construct: it is not decorated.`
      : `${facts.name} takes ${type ? `\`${type.text}\`` : "a parameter without a type"}, which iffc cannot construct.`;
  const meant = type && !known && suggest(type.text, names) !== undefined ? ` ${didYouMean(type.text, names)}` : "";
  const related = known && !isDecorated ? [{ message: `${known.name} is declared here`, at: known.at }] : [];
  project.report(notInjectable, { at: type?.at ?? parameter.at, message: message + meant, related });
}

/** Reports every cycle of injection once, at its first class. */
function reportCycles(services: ReadonlyMap<string, LinkedService>, project: Project): void {
  const byId = new Map([...services.values()].map((service) => [service.model.id, service]));
  const finished = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    const start = path.indexOf(id);
    if (start !== -1) reportCycle(path.slice(start), byId, project);
    if (start !== -1 || finished.has(id)) return;
    for (const next of byId.get(id)?.model.dependencies ?? []) visit(next, [...path, id]);
    finished.add(id);
  };
  for (const id of byId.keys()) visit(id, []);
}

function reportCycle(ids: readonly string[], byId: ReadonlyMap<string, LinkedService>, project: Project): void {
  const steps = ids.flatMap((id, index) => {
    const service = byId.get(id);
    const next = byId.get(ids[(index + 1) % ids.length] ?? "");
    const parameter = service?.facts.parameters.find(({ type }) => type?.class === next?.facts.key);
    return service && next
      ? [{ message: `${service.facts.name} takes ${next.facts.name}`, at: parameter?.at ?? service.facts.at }]
      : [];
  });
  const names = [...ids, ids[0] ?? ""].map((id) => byId.get(id)?.facts.name ?? id);
  project.report(injectionCycle, {
    at: steps[0]?.at,
    message: `These classes need one another before any can be constructed: ${names.join(" → ")}.`,
    related: steps.slice(1),
  });
}
