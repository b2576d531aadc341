import type { XMLParser } from "fast-xml-parser";
import { s3Error } from "./errors.ts";

/** An element: its name and its text or children; one without content is left out of the document. */
export type Element = readonly [name: string, content: string | number | boolean | readonly Element[] | undefined];

const namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

/** Draws a document in the namespace of S3. */
export function drawDocument(name: string, content: string | readonly Element[]): string {
  const inner = typeof content === "string" ? escapeText(content) : content.map(drawElement).join("");
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="${namespace}">${inner}</${name}>`;
}

/** Draws the body of an error, which has no namespace. */
export function drawError(content: readonly Element[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${drawElement(["Error", content])}`;
}

function drawElement([name, content]: Element): string {
  if (content === undefined) return "";
  const inner = Array.isArray(content) ? content.map(drawElement).join("") : escapeText(String(content));
  return `<${name}>${inner}</${name}>`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeText(text: string): string {
  // Control characters go out as references, as S3 sends them: a literal carriage return would be normalised away.
  // eslint-disable-next-line no-control-regex
  return text.replace(/[&<>"\u0000-\u001f\ufffe\uffff]/gu, (character) => {
    return entities[character] ?? `&#x${character.charCodeAt(0).toString(16)};`;
  });
}

/** A parsed element: text, or children by name, each a list. */
export type Parsed = string | ParsedElement;

/** The children of an element by name. */
export interface ParsedElement {
  readonly [name: string]: readonly Parsed[] | undefined;
}

let parser: Promise<XMLParser> | undefined;

/** Loads the parser when it is needed: most requests bring no document, and every start would wait for it. */
async function loadParser(): Promise<XMLParser> {
  const { XMLParser: Parser } = await import("fast-xml-parser");
  return new Parser({
    ignoreAttributes: true,
    ignoreDeclaration: true,
    parseTagValue: false,
    trimValues: false,
    htmlEntities: true,
    removeNSPrefix: true,
    isArray: () => true,
  });
}

/** Reads a document whose root has the given name; raises MalformedXML otherwise. */
export async function parseDocument(text: string, root: string): Promise<ParsedElement> {
  if (text.includes("<!")) throw s3Error("MalformedXML");
  parser ??= loadParser();
  try {
    const document = (await parser).parse(text, true) as ParsedElement;
    const [element] = document[root] ?? [];
    if (element === undefined) throw s3Error("MalformedXML");
    return typeof element === "string" ? {} : element;
  } catch {
    throw s3Error("MalformedXML");
  }
}

/** The text of the first child with the given name. */
export function textOf(element: ParsedElement, name: string): string | undefined {
  const [child] = element[name] ?? [];
  return typeof child === "string" ? child : undefined;
}

/** The children with the given name that have children of their own. */
export function elementsOf(element: ParsedElement, name: string): readonly ParsedElement[] {
  return (element[name] ?? []).filter((child): child is ParsedElement => typeof child !== "string");
}
