import type { Location } from "../../model/location.ts";
import type { Template } from "./synthesize/stack.ts";

/** The part of a template that leads from its resources back to the sources. */
export type TemplateResources = Pick<Template, "Resources">;

/** What the user declared and a resource of a template belongs to. */
export interface Owner {
  readonly id: string;
  readonly at?: Location;
}

/** What synthesis writes into the metadata of every resource. */
interface Mark {
  readonly id?: unknown;
  readonly source?: unknown;
}

/** The owner that the first of the templates that holds the logical id says; deleted resources stand only in older ones. */
export function ownerOf(
  logicalId: string,
  ...templates: readonly (TemplateResources | undefined)[]
): Owner | undefined {
  for (const template of templates) {
    const mark = template?.Resources[logicalId]?.Metadata?.["iffc"] as Mark | undefined;
    if (typeof mark?.id !== "string") continue;
    const at = parseSource(mark.source);
    return { id: mark.id, ...(at && { at }) };
  }
  return undefined;
}

/** Reads a template that CloudFormation returned; undefined for one that iffc did not write. */
export function parseTemplate(text: string): Template | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "Resources" in value ? (value as Template) : undefined;
  } catch {
    return undefined;
  }
}

function parseSource(source: unknown): Location | undefined {
  const parts = typeof source === "string" ? /^(.+):(\d+):(\d+)$/u.exec(source) : null;
  if (!parts?.[1]) return undefined;
  return { file: parts[1], line: Number(parts[2]), column: Number(parts[3]), length: 1 };
}
