import type { Bundler } from "./bundle/bundler.ts";
import type { Conversions } from "./link/chunks.ts";
import type { KeptFiles } from "./store/shelf.ts";

/** What a process that builds again and again remembers from one build to the next. Starts as `{}`. */
export interface BuildMemory {
  bundler?: Bundler;
  conversions?: Conversions;
  kept?: KeptFiles;
  /** The files of all its builds: what an earlier one made may still be serving. */
  used?: ReadonlySet<string>;
}

/** Ends what a memory keeps running. */
export async function forgetBuild(memory: BuildMemory): Promise<void> {
  await memory.bundler?.close();
}
