import type { Json, JsonObject } from "../../model/json.ts";

/**
 * The same schema with its definitions named by the order in which they are reached, so that it depends on the types
 * alone and not on where they stand in which file.
 */
export function canonical(schema: JsonObject): JsonObject {
  const { definitions = {}, $schema: _, ...root } = schema;
  const sources = definitions as Readonly<Record<string, Json>>;
  const names = new Map<string, string>();
  const named: Record<string, Json> = {};
  const rename = (value: Json | undefined): Json => {
    if (Array.isArray(value)) return value.map(rename);
    if (value === null || value === undefined || typeof value !== "object") return value ?? null;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        key === "$ref" && typeof item === "string" ? refer(item) : rename(item),
      ]),
    );
  };
  const refer = (path: string): string => {
    const original = path.replace("#/definitions/", "");
    const known = names.get(original);
    if (known !== undefined) return `#/definitions/${known}`;
    const name = `type${names.size + 1}`;
    names.set(original, name);
    named[name] = rename(sources[original]);
    return `#/definitions/${name}`;
  };
  const renamed = rename(root) as JsonObject;
  return names.size === 0 ? renamed : { ...renamed, definitions: named };
}
