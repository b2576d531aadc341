import type { Location as EsbuildLocation, Message } from "esbuild";
import { forbiddenInput, nativeModule, notBundled, riskyImport } from "../../diagnostics/catalogue/build.ts";
import { diagnose, type Diagnostic, type Finding } from "../../diagnostics/diagnostic.ts";
import { isForbidden } from "../check/origin.ts";
import type { Location } from "../../model/location.ts";

/** Warnings of esbuild about code that bundles but would not run. */
const fatalWarnings = new Set([
  "unsupported-dynamic-import",
  "unsupported-require-call",
  "indirect-require",
  "require-resolve-not-external",
  "empty-import-meta",
  "import-is-undefined",
]);

/** What the bundler said, as diagnostics at the user's lines. */
export function toDiagnostics(errors: readonly Message[], warnings: readonly Message[]): readonly Diagnostic[] {
  return [
    ...errors.map((message) => toDiagnostic(message, findingOf(message))),
    ...warnings.filter(isFatal).map((message) => toDiagnostic(message, riskyImport)),
  ];
}

/** Files that no loader takes are named by their extension: `No loader is configured for ".node" files: a/b.node`. */
function findingOf({ text }: Message): Finding {
  const [, file] = /^No loader is configured for .* files: (.*)$/u.exec(text) ?? [];
  if (file === undefined) return notBundled;
  if (file.endsWith(".node")) return nativeModule;
  return isForbidden(file) ? forbiddenInput : notBundled;
}

/** In installed packages an unfollowed require is usually an optional dependency, guarded by the package itself. */
function isFatal(message: Message): boolean {
  return fatalWarnings.has(message.id) && !message.location?.file.includes("node_modules/");
}

function toDiagnostic(message: Message, finding: Finding): Diagnostic {
  const notes = message.notes.filter((note) => note.text !== "").map((note) => note.text);
  return diagnose(finding, {
    message: endSentence(message.text),
    at: toLocation(message.location),
    ...(notes.length > 0 && { hint: notes.join(" ") }),
  });
}

function endSentence(text: string): string {
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}

function toLocation(location: EsbuildLocation | null): Location | undefined {
  if (!location || location.namespace.startsWith("iffc")) return undefined;
  const { file, line, column, length } = location;
  return { file: file.replace(/\?.*$/u, ""), line, column: column + 1, length: Math.max(1, length) };
}
