import {
  decoratorMisplaced,
  handlerForm,
  triggerNotRepeatable,
  unknownField,
} from "../../diagnostics/catalogue/declarations.ts";
import { unknownVerb } from "../../diagnostics/catalogue/uses.ts";
import { missingOption } from "../../diagnostics/catalogue/values.ts";
import { decoratorNamed } from "../../kinds/registry.ts";
import type { Location } from "../../model/location.ts";
import type { Handler } from "../../model/model.ts";
import type { ClassFacts, DecoratorFacts, MemberFacts } from "../facts.ts";
import { textOf } from "../located.ts";
import { quote } from "../read/quote.ts";
import { diagnoseUnknown } from "../read/reader.ts";
import { didYouMean } from "../suggest.ts";
import { checkName } from "./names.ts";
import { classDecorators, grantsDecorator, type Project } from "./project.ts";
import { type LinkedResource, misplacedReason, reportUnowned } from "./resources.ts";
import { checkCalled, type LinkedService } from "./services.ts";
import { fieldOf, linkTrigger, type TriggerDecorator, type TriggerScope } from "./triggers.ts";

/** A handler before its uses are known, and what it says of them itself. */
export interface LinkedHandler {
  readonly model: Omit<Handler, "uses" | "calls">;
  /** The method's key. */
  readonly key: string;
  readonly owner: ClassFacts;
  readonly grants: readonly DeclaredGrant[];
}

/** A `@Grants` of a handler. */
export interface DeclaredGrant {
  readonly resource: LinkedResource;
  readonly verbs: readonly string[];
  readonly at: Location;
}

/** What handlers are linked with. */
export interface HandlerScope {
  readonly project: Project;
  readonly services: ReadonlyMap<string, LinkedService>;
  readonly resources: ReadonlyMap<string, LinkedResource>;
}

/** The handlers of a project, in the order of the files and of the methods in them. */
export function linkHandlers(scope: HandlerScope): readonly LinkedHandler[] {
  return [...scope.project.classes.values()].flatMap((owner) =>
    owner.members.flatMap((member) => linkMember({ ...scope, owner, member }, scope.services.get(owner.key))),
  );
}

function linkMember(scope: TriggerScope, service: LinkedService | undefined): readonly LinkedHandler[] {
  const { member, owner, project } = scope;
  reportForeign(member, project);
  const triggers = triggersOf(member, project);
  const grants = member.decorators.filter(({ name }) => name === grantsDecorator);
  if (triggers.length === 0) {
    for (const { at } of grants)
      project.report(decoratorMisplaced, { at, message: `@${grantsDecorator} belongs on a handler.` });
    return [];
  }
  if (!checkMethod(member, triggers, project)) return [];
  if (!service) return (reportUnowned(member, triggers, project), []);
  if (service.model.role !== "service") {
    const message = `${owner.name} only groups resources; handlers belong in a class with @Service().`;
    project.report(decoratorMisplaced, { at: triggers[0]?.decorator.at, message });
  }
  return [readHandler({ triggers, grants, service }, scope)];
}

/** Decorators of iffc's that are for something else than members, or that there are not. */
function reportForeign(member: MemberFacts, project: Project): void {
  for (const { name, at } of member.decorators) {
    if (name === grantsDecorator || decoratorNamed(name, project.kinds)) continue;
    const isClass = Object.hasOwn(classDecorators, name);
    const message = isClass ? `@${name} decorates classes.` : `iffc has no decorator @${name}.`;
    project.report(decoratorMisplaced, { at, message });
  }
}

function triggersOf(member: MemberFacts, { kinds }: Project): readonly TriggerDecorator[] {
  return member.decorators.flatMap((decorator) => {
    const found = decoratorNamed(decorator.name, kinds);
    return found?.role === "trigger" ? [{ decorator, kind: found.kind, definition: found.definition }] : [];
  });
}

function checkMethod(member: MemberFacts, triggers: readonly TriggerDecorator[], project: Project): boolean {
  const misplaced = misplacedReason(member, "method");
  if (misplaced !== undefined) {
    for (const { decorator } of triggers) {
      project.report(decoratorMisplaced, {
        at: decorator.at,
        message: `@${decorator.name} cannot stand here: ${misplaced}.`,
      });
    }
    return false;
  }
  const malformed = malformedReason(member);
  if (malformed)
    project.report(handlerForm, {
      at: malformed.at,
      message: `\`${member.name}\` cannot be a handler: ${malformed.reason}.`,
    });
  checkRepetition(triggers, project);
  return true;
}

function malformedReason({ method, at }: MemberFacts): { readonly reason: string; readonly at: Location } | undefined {
  if (!method) return undefined;
  if (method.overloaded) return { reason: "it has overloads", at };
  if (!method.hasBody) return { reason: "it has no body", at };
  if (method.generator) return { reason: "it is a generator", at };
  const [first, second] = method.parameters;
  if (first?.rest) return { reason: "it takes any number of arguments, but gets one", at: first.at };
  return second && !second.optional
    ? { reason: "it takes more than one parameter, but gets one", at: second.at }
    : undefined;
}

/** Several triggers share a function only where one and the same entrypoint can serve them. */
function checkRepetition(triggers: readonly TriggerDecorator[], project: Project): void {
  const [first, ...others] = triggers;
  for (const { decorator, definition } of others) {
    const { serve, repeatable } = definition;
    const same = first?.definition.serve.module === serve.module && first.definition.serve.factory === serve.factory;
    if (same && repeatable) continue;
    const message = `@${decorator.name} cannot stand on a method beside @${first?.decorator.name}.`;
    const related = first ? [{ message: "the other trigger", at: first.decorator.at }] : [];
    project.report(triggerNotRepeatable, { at: decorator.at, message, related });
  }
}

interface Declaration {
  readonly triggers: readonly TriggerDecorator[];
  readonly grants: readonly DecoratorFacts[];
  readonly service: LinkedService;
}

function readHandler({ triggers, grants, service }: Declaration, scope: TriggerScope): LinkedHandler {
  const { member, owner, project } = scope;
  checkName(member.name, member.at, project);
  const called = triggers.filter(({ decorator }) => checkCalled(decorator, project));
  const linked = called.map((trigger) => linkTrigger(trigger, scope));
  return {
    key: member.key,
    owner,
    grants: grants.flatMap((decorator) => readGrant(decorator, scope)),
    model: {
      id: `${service.model.id}.${member.name}`,
      service: service.model.id,
      method: member.name,
      triggers: linked.map(({ model }) => model),
      options: Object.assign({}, ...linked.map(({ options }) => options)),
      declaredAt: member.at,
      span: member.method?.span ?? { start: 0, end: 0 },
    },
  };
}

/** `@Grants("incoming", "send")`, or with the class that has the field first. */
function readGrant(decorator: DecoratorFacts, scope: TriggerScope): readonly DeclaredGrant[] {
  const { project } = scope;
  const [first, ...rest] = decorator.arguments;
  if (!checkCalled(decorator, project)) return [];
  if (!first) {
    project.report(missingOption, { at: decorator.at, message: `@${grantsDecorator} needs the name of a field.` });
    return [];
  }
  const isForeign = first.type === "class";
  const owner = isForeign ? project.classes.get(first.key) : scope.owner;
  const [given, ...verbs] = isForeign ? rest : [first, ...rest];
  const subject = `@${grantsDecorator}`;
  if (!given || !owner) {
    project.report(unknownField, { at: first.at, message: `${subject} needs the name of a field.` });
    return [];
  }
  const resource = fieldOf(owner, { given, subject }, scope);
  if (!resource) return [];
  const known = Object.keys(resource.definition.verbs);
  const read = verbs.flatMap((verb) => {
    const text = textOf(verb);
    if (text !== undefined && known.includes(text)) return [text];
    if (verb.type === "unknown") project.add(diagnoseUnknown(verb, "This method is"));
    else reportVerb(text ?? "", { at: verb.at, resource }, project);
    return [];
  });
  return [{ resource, verbs: read, at: decorator.at }];
}

/** Reports a method that a resource does not have. */
export function reportVerb(
  verb: string,
  { at, resource }: { readonly at: Location; readonly resource: LinkedResource },
  project: Project,
): void {
  const { model, definition } = resource;
  const message = `The ${model.kind} ${model.id} has no \`${quote(verb)}\`. ${didYouMean(verb, Object.keys(definition.verbs))}`;
  project.report(unknownVerb, { at, message, related: [{ message: "it is declared here", at: model.declaredAt }] });
}
