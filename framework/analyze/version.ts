import { createRequire } from "node:module";

/** Raised whenever facts change, or what they are made of does: what was remembered before is not read any more. */
const revision = 5;

/** The version that remembered facts must have been made by. */
export function analysisVersion(): string {
  const { version } = createRequire(import.meta.url)("iffc/package.json") as { readonly version: string };
  return `${version}+${revision}`;
}
