import { ts } from "ts-morph";
import type { Json, JsonObject } from "../../model/json.ts";

/** Tags whose value is the text behind them. */
const textTags: ReadonlySet<string> = new Set([
  "title",
  "description",
  "id",
  "format",
  "pattern",
  "comment",
  "contentMediaType",
  "contentEncoding",
]);

/** Tags whose value is JSON; `true` where there is none. */
const jsonTags: ReadonlySet<string> = new Set([
  "minimum",
  "exclusiveMinimum",
  "maximum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "minProperties",
  "maxProperties",
  "minItems",
  "maxItems",
  "uniqueItems",
  "propertyNames",
  "contains",
  "const",
  "examples",
  "default",
  "required",
  "if",
  "then",
  "else",
  "readOnly",
  "writeOnly",
  "deprecated",
]);

/** Tags that change more than the type they stand at. */
const refused: ReadonlySet<string> = new Set(["hidden", "ref", "discriminator", "typedef", "callback", "inheritDoc"]);
const keywords: Readonly<Record<string, string>> = { id: "$id", comment: "$comment" };

/**
 * The keywords of JSON Schema that the comment before a node gives: `@minLength 1`. Nothing where the comment is not as
 * plain as that: several comments, values of several lines, links, values that are not quite JSON.
 */
export function annotationsOf(node: ts.Node): JsonObject | undefined {
  const { text } = node.getSourceFile();
  const comments = (ts.getLeadingCommentRanges(text, node.pos) ?? [])
    .map(({ pos, end }) => text.slice(pos, end))
    .filter((comment) => comment.startsWith("/**"));
  if (!comments.some((comment) => comment.includes("@"))) return {};
  return comments.length === 1 && comments[0] !== undefined ? readComment(comments[0]) : undefined;
}

function readComment(comment: string): JsonObject | undefined {
  const lines = comment
    .slice("/**".length, -"*/".length)
    .split(/\r?\n/u)
    .map((line, index) => (index === 0 ? line : line.replace(/^\s*\*/u, "")).trim());
  const first = lines.findIndex((line) => line.includes("@"));
  const annotations: Record<string, Json> = {};
  for (const line of lines.slice(first).filter((candidate) => candidate !== "")) {
    const tag = readTag(line);
    if (!tag) return undefined;
    if (tag.value !== undefined) annotations[keywords[tag.name] ?? tag.name] = tag.value;
  }
  return annotations;
}

/** A tag; without a value where it says nothing about the schema. */
function readTag(line: string): { readonly name: string; readonly value?: Json } | undefined {
  const [, name, text = ""] = /^@([A-Za-z]+)(?:[ \t]+([^@{}`]*))?$/u.exec(line) ?? [];
  if (name === undefined || refused.has(name)) return undefined;
  if (textTags.has(name)) return { name, value: text };
  if (!jsonTags.has(name)) return { name };
  const value = parseJson(text === "" ? "true" : text);
  return value === undefined ? undefined : { name, value };
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
