import { createHash } from "node:crypto";

/** The longest name that Lambda takes: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const functionNameLimit = 64;
/** Leaves room within S3's 63 characters for what a kind or a target appends. */
const resourceNameLimit = 48;

/**
 * The stem of a thing's CloudFormation logical ids: `Orders.place` becomes `OrdersPlace`.
 * Depends on the id alone, so that it never changes because of a neighbour.
 */
export function logicalIdOf(id: string): string {
  const words = id.split(/[^A-Za-z0-9]+/u).filter((word) => word.length > 0);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

/** A function's physical name, `app-environment-Class-method`, cut to 64 characters with a hash where it is longer. */
export function functionName(app: string, environment: string, id: string): string {
  return fit(`${app}-${environment}-${id.replace(/[^A-Za-z0-9_]+/gu, "-")}`, functionNameLimit);
}

/** What a resource is called where nobody else names it: lower case with dashes, at most 48 characters. */
export function resourceName(app: string, environment: string, id: string): string {
  const dashed = id.replace(/([a-z0-9])([A-Z])/gu, "$1-$2").replace(/[^A-Za-z0-9]+/gu, "-");
  return fit(`${app}-${environment}-${dashed}`.toLowerCase(), resourceNameLimit);
}

/** The environment variable that carries a setting of a resource's client: `ORDERS_INCOMING_URL`. */
export function variableName(id: string, setting: string): string {
  const words = `${id}_${setting}`.replace(/([a-z0-9])([A-Z])/gu, "$1_$2").replace(/[^A-Za-z0-9]+/gu, "_");
  return words.toUpperCase();
}

/** The text, or its beginning and eight digits of its hash where it is too long. */
function fit(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8);
  return `${text.slice(0, limit - 9).replace(/-+$/u, "")}-${hash}`;
}
