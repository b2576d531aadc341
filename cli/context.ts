import type { App, Reporter } from "../framework/toolkit.ts";
import type { Terminal } from "./render/terminal.ts";

/** What every command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly reporter: Reporter;
  /** The folder that the command was started in. */
  readonly folder: string;
  /** Aborted by the first interrupt. */
  readonly signal: AbortSignal;
  /** The app around the folder; opened on first use. */
  app(): Promise<App>;
}
