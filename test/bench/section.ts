import type { Report } from "./report.ts";
import type { Workspace } from "./workspace.ts";

/** What every section works with. */
export interface Bench {
  readonly workspace: Workspace;
  readonly peers: boolean;
  /** Whether peers are measured with the largest app too. */
  readonly full: boolean;
  /** How often to measure, where the command line does not say. */
  readonly runs: (usual: number) => number;
  /** Tells whoever waits what is being done. */
  readonly progress: (text: string) => void;
}

/** A part of the bench that runs by itself. */
export interface Section {
  readonly name: string;
  /** For the help text. */
  readonly summary: string;
  run(bench: Bench): Promise<readonly Report[]>;
}
