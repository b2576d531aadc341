import { IffcError } from "../../framework/toolkit.ts";
import { renderDiagnostics } from "./diagnostics.ts";
import type { Terminal } from "./terminal.ts";

/** Draws a failure and gives the exit code that it leads to. Whatever is not an IffcError is a bug of ours. */
export function renderError(terminal: Terminal, error: unknown, root: string): number {
  const { colors } = terminal;
  if (!IffcError.is(error)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    terminal.note(`${colors.red("✗ This is a bug in iffc.")} Please report it with what follows.\n${text}`);
    return 1;
  }
  renderDiagnostics(terminal, error.diagnostics, root);
  if (error.diagnostics.length === 0) {
    terminal.note(`${colors.red("✗")} ${colors.red(error.code)}  ${colors.bold(error.message)}\n  ${error.hint}`);
  }
  return error.exit;
}
