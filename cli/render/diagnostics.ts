import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  count,
  type Diagnostic,
  drawFrame,
  formatLocation,
  hidePlaces,
  type Location,
} from "../../framework/toolkit.ts";
import type { Terminal } from "./terminal.ts";

/** Draws findings: what is wrong, where with its lines, and what to do; then how many there are. */
export function renderDiagnostics(terminal: Terminal, diagnostics: readonly Diagnostic[], root: string): void {
  const frame = frames(root, diagnostics);
  for (const diagnostic of diagnostics) terminal.note(drawDiagnostic(terminal, diagnostic, frame));
  if (diagnostics.length > 0) terminal.note(summarize(diagnostics));
}

type DrawFrame = (at: Location) => readonly string[];

function drawDiagnostic({ colors }: Terminal, diagnostic: Diagnostic, frame: DrawFrame): string {
  const isError = diagnostic.severity === "error";
  const symbol = isError ? colors.red("✗") : colors.yellow("!");
  const code = isError ? colors.red(diagnostic.code) : colors.yellow(diagnostic.code);
  const lines = [`${symbol} ${code}  ${colors.bold(diagnostic.message)}`];
  if (diagnostic.at) lines.push(`  ${colors.cyan(formatLocation(diagnostic.at))}`, ...frame(diagnostic.at));
  for (const { message, at } of diagnostic.related) lines.push(`  ${colors.cyan(formatLocation(at))} ${message}`);
  lines.push(`  ${diagnostic.hint}`, "");
  return lines.join("\n");
}

/** Draws lines of the sources, none of which shows what any of the findings wants hidden. */
function frames(root: string, diagnostics: readonly Diagnostic[]): DrawFrame {
  const hidden = diagnostics.flatMap(({ at, hidesSource }) => (at && hidesSource ? [at] : []));
  return (at) => {
    try {
      const text = readFileSync(join(root, at.file), "utf8").replace(/^\uFEFF/u, "");
      if (text.trim() === "") return [];
      const places = hidden.filter(({ file }) => file === at.file);
      return drawFrame(hidePlaces(text, places), at)
        .split("\n")
        .map((line) => `    ${line}`);
    } catch {
      return [];
    }
  };
}

function summarize(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  const parts = [errors > 0 && count(errors, "error"), warnings > 0 && count(warnings, "warning")].filter(Boolean);
  const codes = [...new Set(diagnostics.map(({ code }) => code))];
  return `${parts.join(", ")}. More about one: iffc explain ${codes[0]}`;
}
