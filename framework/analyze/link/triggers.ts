import { handlerParameter, unknownField } from "../../diagnostics/catalogue/declarations.ts";
import { extraArgument, missingOption } from "../../diagnostics/catalogue/values.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Kind, ParameterContracts, TriggerDefinition } from "../../kinds/kind.ts";
import type { Shape } from "../../kinds/options.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Contract, FunctionOptions, Trigger } from "../../model/model.ts";
import { functionOptions } from "../../options.ts";
import type { ClassFacts, DecoratorFacts, MemberFacts } from "../facts.ts";
import { type Located, textOf } from "../located.ts";
import { quote } from "../read/quote.ts";
import { diagnoseUnknown, readOptions, readValue } from "../read/reader.ts";
import { didYouMean } from "../suggest.ts";
import { type LinkedResource, reportAt } from "./resources.ts";
import type { Project } from "./project.ts";

/** A trigger decorator on a method. */
export interface TriggerDecorator {
  readonly decorator: DecoratorFacts;
  readonly kind: Kind;
  readonly definition: TriggerDefinition;
}

/** A trigger as the model holds it, and what its decorator says of the function. */
export interface LinkedTrigger {
  readonly model: Trigger;
  readonly options: FunctionOptions;
}

/** What triggers are linked with. */
export interface TriggerScope {
  readonly project: Project;
  readonly owner: ClassFacts;
  readonly member: MemberFacts;
  readonly resources: ReadonlyMap<string, LinkedResource>;
}

/** Reads a trigger decorator: what it listens to, its argument, its options and the contracts of its parameter. */
export function linkTrigger(found: TriggerDecorator, scope: TriggerScope): LinkedTrigger {
  const { decorator, kind, definition } = found;
  const target = definition.listensTo === "field" ? readTarget(found, scope) : { taken: 0 };
  const rest = decorator.arguments.slice(target.taken);
  const { properties, options } = readArguments(rest, found, scope.project);
  return {
    options,
    model: {
      kind: kind.name,
      decorator: decorator.name,
      ...(target.resource && { resource: target.resource.model.id }),
      properties,
      contracts: readContracts(found, scope),
      declaredAt: decorator.at,
    },
  };
}

interface Target {
  readonly resource?: LinkedResource;
  /** How many arguments it takes up. */
  readonly taken: number;
}

/** `"incoming"`, or `Store, "sales"`. */
function readTarget({ decorator, kind }: TriggerDecorator, scope: TriggerScope): Target {
  const [first, second] = decorator.arguments;
  const subject = `@${decorator.name}`;
  if (first?.type === "class") {
    const owner = scope.project.classes.get(first.key);
    const resource = owner && fieldOf(owner, { given: second ?? first, subject, kind: kind.name }, scope);
    return { taken: 2, ...(resource && { resource }) };
  }
  if (!first) {
    scope.project.report(missingOption, { at: decorator.at, message: `${subject} needs the name of a field.` });
    return { taken: 0 };
  }
  const resource = fieldOf(scope.owner, { given: first, subject, kind: kind.name }, scope);
  return { taken: 1, ...(resource && { resource }) };
}

/** How a field is named. */
export interface FieldName {
  readonly given: Located;
  readonly subject: string;
  /** The kind that the field must be of; any, if it is absent. */
  readonly kind?: string;
}

/** The resource that a class has under a name; anything else is reported. */
export function fieldOf(
  owner: ClassFacts,
  { given, subject, kind }: FieldName,
  { resources, project }: Pick<TriggerScope, "resources" | "project">,
): LinkedResource | undefined {
  if (given.type === "unknown") {
    project.add(diagnoseUnknown(given, `The field that ${subject} names is`));
    return undefined;
  }
  const name = textOf(given);
  if (name === undefined) {
    project.report(unknownField, { at: given.at, message: `${subject} needs the name of a field, as a text.` });
    return undefined;
  }
  const fields = owner.members.map(({ key }) => resources.get(key)).filter((resource) => resource !== undefined);
  const found = fields.find(({ model }) => model.field === name);
  if (found && (kind === undefined || found.model.kind === kind)) return found;
  const possible = fields
    .filter(({ model }) => kind === undefined || model.kind === kind)
    .map(({ model }) => model.field);
  const of = kind ?? "resource";
  const message = found
    ? `\`${name}\` of ${owner.name} is a ${found.model.kind}, but ${subject} listens to a ${of}.`
    : `${owner.name} has no ${of} \`${quote(name)}\`. ${possible.length === 0 ? `It has no ${of} at all.` : didYouMean(name, possible)}`;
  const related = found ? [{ message: "it is declared here", at: found.model.declaredAt }] : [];
  project.report(unknownField, { at: given.at, message, related });
  return undefined;
}

interface Arguments {
  readonly properties: JsonObject;
  readonly options: FunctionOptions;
}

function readArguments(given: readonly Located[], found: TriggerDecorator, project: Project): Arguments {
  const { decorator, definition } = found;
  const diagnostics: Diagnostic[] = [];
  const reading = { subject: `@${decorator.name}`, at: decorator.at, diagnostics };
  const [argumentName, argument] = Object.entries(definition.argument ?? {})[0] ?? [];
  const fixed: Record<string, JsonObject[string]> = { ...definition.decorators[decorator.name] };
  if (argument && argumentName !== undefined) {
    const subject = `The ${argumentName} of @${decorator.name}`;
    const value = given[0] && readValue(given[0], argument.rule, { ...reading, subject });
    if (value !== undefined) fixed[argumentName] = value;
    else if (!given[0])
      project.report(missingOption, { at: decorator.at, message: `@${decorator.name} needs its ${argumentName}.` });
  }
  const [options, ...extra] = given.slice(argument ? 1 : 0);
  for (const { at } of extra) project.report(extraArgument, { at });
  const read = readOptions(options, { ...shapeOf(definition), ...definition.options }, reading);
  for (const diagnostic of diagnostics) project.add(diagnostic);
  const [own, shared] = divide({ ...fixed, ...read }, definition.options);
  if (diagnostics.length === 0 && (!argument || given[0])) {
    definition.check?.(own, reportAtArgument({ given, options, argumentName }, decorator, project));
  }
  return { properties: own, options: shared };
}

/** The function's options, with the timeout that this trigger allows at most. */
function shapeOf({ timeout }: TriggerDefinition): Shape {
  const { rule } = functionOptions.timeout;
  return { ...functionOptions, timeout: { rule: rule.type === "duration" ? { ...rule, max: timeout.max } : rule } };
}

function divide(read: JsonObject, own: Shape): readonly [JsonObject, FunctionOptions] {
  const isShared = ([name]: readonly [string, unknown]) =>
    Object.hasOwn(functionOptions, name) && !Object.hasOwn(own, name);
  const entries = Object.entries(read);
  const shared = Object.fromEntries(entries.filter(isShared));
  return [Object.fromEntries(entries.filter((entry) => !isShared(entry))), shared];
}

interface Given {
  readonly given: readonly Located[];
  readonly options: Located | undefined;
  readonly argumentName: string | undefined;
}

/** A rule may name an option, or the positional argument by its name. */
function reportAtArgument({ given, options, argumentName }: Given, decorator: DecoratorFacts, project: Project) {
  const report = reportAt(options, decorator.at, project);
  return ((finding, occurrence) => {
    const at = occurrence?.option !== undefined && occurrence.option === argumentName ? given[0]?.at : undefined;
    report(finding, { ...occurrence, ...(at && { at }) });
  }) satisfies typeof report;
}

/** The contracts of the handler's parameter, where the trigger reads them there. */
function readContracts({ decorator, definition }: TriggerDecorator, scope: TriggerScope): readonly Contract[] {
  const { contracts } = definition;
  const parameter = scope.member.method?.parameters[0];
  if (!contracts || !parameter) return [];
  if (contracts === "resource") {
    if (!parameter.type) {
      const message = `@${decorator.name} passes a message, and the parameter has no type.`;
      scope.project.report(handlerParameter, { at: parameter.at, message });
    }
    return [];
  }
  return readParts(contracts, { decorator, scope });
}

function readParts(
  { parameter: expected, parts }: ParameterContracts,
  { decorator, scope }: { readonly decorator: DecoratorFacts; readonly scope: TriggerScope },
): readonly Contract[] {
  const parameter = scope.member.method?.parameters[0];
  const type = parameter?.type;
  if (type?.name !== expected) {
    const has = type ? `has the type \`${type.text}\`` : "has no type";
    const message = `@${decorator.name} passes \`${expected}<…>\` of iffc's, and the parameter ${has}.`;
    scope.project.report(handlerParameter, { at: type?.at ?? parameter?.at, message });
    return [];
  }
  const argument = type.arguments[0];
  if (!argument) return [];
  if (!argument.members) {
    const message = `The parts of \`${type.text}\` cannot be read.`;
    const hint = `Write them as an object type, with any of ${parts.map((part) => `\`${part}\``).join(", ")}.`;
    scope.project.report(handlerParameter, { at: argument.at, message, hint });
    return [];
  }
  const { members } = argument;
  return parts.flatMap((part) => {
    const place = Object.hasOwn(members, part) ? members[part] : undefined;
    return place ? [{ part, type: place.text, at: place.at }] : [];
  });
}
