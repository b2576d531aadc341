import type { Bundler } from "./bundler.ts";
import type { Conversions } from "./chunks.ts";
import type { KeptFiles } from "./shelf.ts";

/** What a process that builds again and again remembers from one build to the next. Starts as `{}`. */
export interface BuildMemory {
  bundler?: Bundler;
  conversions?: Conversions;
  kept?: KeptFiles;
}

/** Ends what a memory keeps running. */
export async function forgetBuild(memory: BuildMemory): Promise<void> {
  await memory.bundler?.close();
}
