import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Separates a project from what is expected of it. */
export const marker = "== expected ==\n";

/** A whole project in one text. */
export interface Archive {
  readonly comment: string;
  readonly files: readonly { readonly header: string; readonly text: string }[];
}

/** Reads an archive up to its expectation. */
export function parseArchive(text: string): Archive {
  const [comment = "", ...parts] = text.split(/^-- (.+) --\n/mu);
  const files = parts.flatMap((header, index) => (index % 2 === 0 ? [{ header, text: parts[index + 1] ?? "" }] : []));
  return { comment, files };
}

/** Writes the files of an archive below a folder. */
export function unpack(root: string, { files }: Archive): void {
  for (const { header, text } of files) {
    const [, path = "", target] = /^(\S+)(?: -> (\S+))?/u.exec(header) ?? [];
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (target !== undefined) symlinkSync(target, file);
    else writeFileSync(file, (header.includes(" bom") ? "\uFEFF" : "") + (header.includes(" crlf") ? text.replaceAll("\n", "\r\n") : text));
  }
}

