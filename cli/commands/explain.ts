import {
  catalogue,
  type CatalogueEntry,
  type CatalogueSection,
  codeUnknown,
  explainCode,
  failure,
  suggest,
} from "../../framework/toolkit.ts";
import { explainUse } from "../help.ts";
import { type AddCommand, jsonOption } from "../options.ts";
import type { Terminal } from "../render/terminal.ts";

/** `iffc explain`: the page behind a code. */
export const addExplain: AddCommand = (program, context) => {
  program
    .command("explain [code]")
    .summary("explain a code such as IFFC1004, or list all of them")
    .description("Says why something is a finding or a failure and what to do about it. Works anywhere.")
    .addOption(jsonOption("the page or the list"))
    .addHelpText("after", explainUse(use))
    .action((code: string | undefined, options: { json?: boolean }) => {
      const { terminal } = context;
      const found = code === undefined ? catalogue() : entryOf(code);
      if (options.json) return terminal.print(JSON.stringify(found, undefined, 2));
      terminal.print(
        "code" in found
          ? drawPage(terminal, found)
          : found.map((section) => drawSection(terminal, section)).join("\n\n"),
      );
    });
};

const use = {
  examples: [
    ["iffc explain IFFC2011", "one code; 2011 will do"],
    ["iffc explain", "all of them"],
  ],
  exits: { 0: "explained", 2: "there is no such code" },
} as const;

function entryOf(code: string): CatalogueEntry {
  const entry = explainCode(code);
  if (entry) return entry;
  const codes = catalogue().flatMap(({ entries }) => entries.map((each) => each.code));
  const meant = suggest(code, codes);
  throw failure(codeUnknown, {
    message: `There is no code "${code}".`,
    ...(meant !== undefined && { hint: `Did you mean ${meant}? ${codeUnknown.hint}` }),
  });
}

function drawPage({ colors }: Terminal, { code, title, page, hint }: CatalogueEntry): string {
  return `${colors.bold(`${code}  ${title}`)}\n\n${page}\n\n${hint}`;
}

function drawSection({ colors }: Terminal, { title, entries }: CatalogueSection): string {
  return [colors.bold(title), ...entries.map((entry) => `  ${entry.code}  ${entry.title}`)].join("\n");
}
