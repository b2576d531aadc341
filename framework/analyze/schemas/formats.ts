import { textFormats } from "../../model/formats.ts";
import type { JsonObject } from "../../model/json.ts";

/** Keywords whose values are data of the user's. */
const data: ReadonlySet<string> = new Set(["const", "default", "enum", "examples"]);

/** The formats that a schema names and no validator checks, each once. */
export function unknownFormats(schema: JsonObject): readonly string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (value === null || typeof value !== "object") return;
    for (const [key, item] of Object.entries(value)) {
      if (key === "format" && typeof item === "string" && !Object.hasOwn(textFormats, item)) found.add(item);
      else if (!data.has(key)) visit(item);
    }
  };
  visit(schema);
  return [...found];
}
