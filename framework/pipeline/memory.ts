import type { AnalysisMemory } from "../analyze/analyze.ts";
import type { BuildMemory } from "../build/memory.ts";

/** What a process that goes on keeps between two runs over the same app, so that the next one takes up where it was. */
export interface Memory {
  readonly analysis: AnalysisMemory;
  /** Absent for a build that may have been made before, which is found without the bundler. */
  readonly build?: BuildMemory;
}
