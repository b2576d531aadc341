import { failure, IffcError, machineRefused } from "../../framework/toolkit.ts";
import { renderDiagnostics } from "./diagnostics.ts";
import type { Terminal } from "./terminal.ts";

/** How a failure is shown. */
export interface ErrorView {
  /** The app's folder, where the places of findings are looked up. */
  readonly root: string;
  /** Whether a program reads the result. */
  readonly json: boolean;
}

/** Draws a failure and gives the exit code that it leads to. Whatever is not an IffcError is a bug of ours. */
export function renderError(terminal: Terminal, thrown: unknown, { root, json }: ErrorView): number {
  const { colors } = terminal;
  const error = isRefusedByMachine(thrown)
    ? failure(machineRefused, { message: `This machine refused: ${thrown.message}.`, cause: thrown })
    : thrown;
  if (!IffcError.is(error)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    terminal.note(`${colors.red("✗ This is a bug in iffc.")} Please report it with what follows.\n${text}`);
    return 1;
  }
  const { code, message, hint, exit, diagnostics } = error;
  if (json) terminal.print(JSON.stringify({ error: { code, message, hint, exit, diagnostics } }, undefined, 2));
  renderDiagnostics(terminal, diagnostics, root);
  if (diagnostics.length === 0) {
    terminal.note(`${colors.red("✗")} ${colors.red(code)}  ${colors.bold(message)}\n  ${hint}`);
  }
  return exit;
}

/** What the file system says of permissions and space. */
const refusals = new Set(["EACCES", "EDQUOT", "EMFILE", "ENFILE", "ENOSPC", "EPERM", "EROFS"]);

function isRefusedByMachine(error: unknown): error is NodeJS.ErrnoException {
  if (!(error instanceof Error)) return false;
  const { code = "", syscall } = error as NodeJS.ErrnoException;
  // Node says ENOENT where a folder cannot be made on a read-only disk.
  return refusals.has(code) || syscall === "mkdir";
}
