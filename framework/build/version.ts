import { createRequire } from "node:module";

/** Raised whenever this folder makes other bytes of the same input: what was remembered before is not read any more. */
const revision = 2;

/** The version that a remembered build must have been made by. */
export function buildVersion(): string {
  const require = createRequire(import.meta.url);
  const versionOf = (name: string): string => (require(`${name}/package.json`) as { readonly version: string }).version;
  return [versionOf("iffc"), versionOf("esbuild"), process.versions.node, revision].join("+");
}
