import type { BundledModule } from "./kind.ts";

/**
 * Names a module that stands beside the importing one: TypeScript beside TypeScript, compiled beside compiled.
 *
 * @example bundledModule(import.meta.url, "./client", "createClient")
 */
export function bundledModule(base: string, path: string, factory: string): BundledModule {
  const extension = base.endsWith(".ts") ? ".ts" : ".js";
  return { module: new URL(`${path}${extension}`, base).href, factory };
}
