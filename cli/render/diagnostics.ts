import { readFileSync } from "node:fs";
import { join } from "node:path";
import { count, type Diagnostic, drawFrame, formatLocation } from "../../framework/toolkit.ts";
import type { Terminal } from "./terminal.ts";

/** Draws findings: what is wrong, where with its lines, and what to do; then how many there are. */
export function renderDiagnostics(terminal: Terminal, diagnostics: readonly Diagnostic[], root: string): void {
  for (const diagnostic of diagnostics) terminal.note(drawDiagnostic(terminal, diagnostic, root));
  if (diagnostics.length > 0) terminal.note(summarize(diagnostics));
}

function drawDiagnostic({ colors }: Terminal, diagnostic: Diagnostic, root: string): string {
  const isError = diagnostic.severity === "error";
  const symbol = isError ? colors.red("✗") : colors.yellow("!");
  const code = isError ? colors.red(diagnostic.code) : colors.yellow(diagnostic.code);
  const lines = [`${symbol} ${code}  ${colors.bold(diagnostic.message)}`];
  if (diagnostic.at) lines.push(`  ${colors.cyan(formatLocation(diagnostic.at))}`, ...frameLines(diagnostic, root));
  for (const { message, at } of diagnostic.related) lines.push(`  ${colors.cyan(formatLocation(at))} ${message}`);
  lines.push(`  ${diagnostic.hint}`, "");
  return lines.join("\n");
}

function frameLines({ at }: Diagnostic, root: string): readonly string[] {
  if (!at) return [];
  try {
    const text = readFileSync(join(root, at.file), "utf8").replace(/^\uFEFF/u, "");
    return drawFrame(text, at)
      .split("\n")
      .map((line) => `    ${line}`);
  } catch {
    return [];
  }
}

function summarize(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  const parts = [errors > 0 && count(errors, "error"), warnings > 0 && count(warnings, "warning")].filter(Boolean);
  const codes = [...new Set(diagnostics.map(({ code }) => code))];
  return `${parts.join(", ")}. More about one: iffc explain ${codes[0]}`;
}
