import {
  duplicateOption,
  invalidOption,
  missingOption,
  packageValue,
  unknownOption,
  unknownValue,
} from "../../diagnostics/catalogue/values.ts";
import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import type { Rule, Shape } from "../../kinds/options.ts";
import type { Json, JsonObject } from "../../model/json.ts";
import type { Location } from "../../model/location.ts";
import { type Dictionary, entryOf, type Located, type Unknown } from "../located.ts";
import { didYouMean } from "../suggest.ts";
import { quote } from "./quote.ts";
import { describeRule, formatDuration, readDuration, resembles } from "./rules.ts";

/** What is being read, for messages, and where its findings go. */
export interface Reading {
  /** As it is called in a sentence: `@Queue`, `prod`. */
  readonly subject: string;
  /** Where something is reported that is not there. */
  readonly at: Location;
  readonly diagnostics: Diagnostic[];
}

/** Reads an object against a shape: defaults filled in, every problem reported at its own token. */
export function readOptions(value: Located | undefined, shape: Shape, reading: Reading): JsonObject {
  if (value === undefined || value.type === "absent") return readEntries(undefined, shape, reading);
  if (value.type === "unknown") {
    reading.diagnostics.push(diagnoseUnknown(value, `The options of ${reading.subject} are`));
    return {};
  }
  if (value.type !== "dictionary") {
    const message = `The options of ${reading.subject} must be an object.`;
    reading.diagnostics.push(diagnose(invalidOption, { at: value.at, message }));
    return {};
  }
  return readEntries(value, shape, { ...reading, at: value.at });
}

function readEntries(value: Dictionary | undefined, shape: Shape, reading: Reading): JsonObject {
  const { diagnostics, subject, at } = reading;
  const properties: Record<string, Json> = {};
  for (const [name, option] of Object.entries(shape)) {
    const entry = value && entryOf(value, name);
    if (!entry || entry.value.type === "absent") {
      const fallback = option.default as Json | undefined;
      if (option.required) diagnostics.push(diagnose(missingOption, { at, message: `${subject} needs \`${name}\`.` }));
      else if (fallback !== undefined) properties[name] = fallback;
      continue;
    }
    const read = readValue(entry.value, option.rule, { ...reading, subject: `\`${name}\`` });
    if (read !== undefined) properties[name] = read;
  }
  if (value) checkNames(value, shape, reading);
  return properties;
}

function checkNames(value: Dictionary, shape: Shape, { subject, diagnostics }: Reading): void {
  const known = Object.keys(shape);
  for (const { name, at } of value.entries) {
    if (Object.hasOwn(shape, name)) continue;
    const message = `${subject} has no option \`${quote(name)}\`. ${didYouMean(name, known)}`;
    diagnostics.push(diagnose(unknownOption, { at, message }));
  }
  for (const { name, at } of value.repeated ?? []) {
    diagnostics.push(diagnose(duplicateOption, { at, message: `\`${quote(name)}\` is written twice.` }));
  }
}

/** A diagnostic for a value that is not known; `subject` starts its sentence: "The value of `x` is". */
export function diagnoseUnknown(value: Unknown, subject: string): Diagnostic {
  const message = `${subject} not known before the code runs: ${value.reason}.`;
  return diagnose(value.external ? packageValue : unknownValue, { at: value.at, message, related: value.chain });
}

/** Reads a value against a rule; nothing where it breaks the rule, which is reported. */
export function readValue(value: Located, rule: Rule, reading: Reading): Json | undefined {
  if (value.type === "unknown") {
    reading.diagnostics.push(diagnoseUnknown(value, `The value of ${reading.subject} is`));
    return undefined;
  }
  if (rule.type === "either") {
    const alternative = rule.of.find((candidate) => resembles(value, candidate));
    return alternative ? readValue(value, alternative, reading) : refuse(value, rule, reading);
  }
  if (rule.type === "list" && value.type === "list") return readAll(value.items, rule.of, reading);
  if (rule.type === "object" && value.type === "dictionary") return readOptions(value, rule.shape, reading);
  if (rule.type === "record" && value.type === "dictionary") return readRecord(value, rule, reading);
  const plain = value.type === "scalar" ? readPlain(value.value, rule) : undefined;
  return plain ?? refuse(value, rule, reading);
}

function readAll(items: readonly Located[], rule: Rule, reading: Reading): Json {
  return items.map((item) => readValue(item, rule, reading)).filter((item) => item !== undefined);
}

function readRecord(value: Dictionary, rule: Extract<Rule, { type: "record" }>, reading: Reading): Json {
  const read: [string, Json][] = [];
  for (const { name, at, value: item } of value.entries) {
    if (item.type === "absent") continue;
    const known = readValue(item, rule.of, { ...reading, subject: `\`${quote(name)}\`` });
    if (known === undefined) continue;
    read.push([name, known]);
    const problem = rule.check?.(name, known);
    if (!problem) continue;
    const { finding, message, on } = problem;
    reading.diagnostics.push(diagnose(finding, { at: on === "name" ? at : item.at, message }));
  }
  for (const { name, at } of value.repeated ?? []) {
    reading.diagnostics.push(diagnose(duplicateOption, { at, message: `\`${quote(name)}\` is written twice.` }));
  }
  return Object.fromEntries(read);
}

function refuse(value: Located, rule: Rule, { subject, diagnostics }: Reading): undefined {
  const message = `${subject} must be ${describeRule(rule)}${found(value, rule)}.`;
  diagnostics.push(diagnose(invalidOption, { at: value.at, message }));
  return undefined;
}

/** What was found instead, where that helps. */
function found(value: Located, rule: Rule): string {
  if (value.type !== "scalar") return "";
  const text = typeof value.value === "string" ? `"${quote(value.value)}"` : String(value.value);
  const seconds = rule.type === "duration" && typeof value.value === "string" ? readDuration(value.value) : undefined;
  return seconds === undefined ? `, not ${text}` : `, not ${formatDuration(seconds)}`;
}

function readPlain(value: string | number | boolean | null, rule: Rule): Json | undefined {
  if (rule.type === "text") return typeof value === "string" && isAllowed(value, rule) ? value : undefined;
  if (rule.type === "choice") return rule.of.find((choice) => choice === value);
  if (rule.type === "boolean") return typeof value === "boolean" ? value : undefined;
  if (rule.type === "duration") return within(typeof value === "string" ? readDuration(value) : undefined, rule);
  if (rule.type === "integer") return within(Number.isSafeInteger(value) ? (value as number) : undefined, rule);
  return undefined;
}

function isAllowed(value: string, rule: Extract<Rule, { type: "text" }>): boolean {
  return value.length <= (rule.maxLength ?? Infinity) && (rule.pattern?.test(value) ?? true);
}

function within(value: number | undefined, limits: { readonly min: number; readonly max: number }): number | undefined {
  return value !== undefined && value >= limits.min && value <= limits.max ? value : undefined;
}
