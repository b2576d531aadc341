import { catalogue, explainCode } from "../../framework/toolkit.ts";
import type { AddCommand } from "../options.ts";

/** `iffc explain`: the page behind a code. */
export const addExplain: AddCommand = (program, context, finish) => {
  program
    .command("explain [code]")
    .summary("explain a code such as IFFC1004, or list all of them")
    .action((code: string | undefined) => {
      const { terminal } = context;
      if (code === undefined) {
        for (const entry of catalogue()) terminal.print(`${entry.code}  ${entry.title}`);
        return;
      }
      const entry = explainCode(code);
      if (!entry) {
        finish(2);
        return terminal.note(`There is no code "${code}". All of them: iffc explain`);
      }
      terminal.print(`${terminal.colors.bold(`${entry.code}  ${entry.title}`)}\n\n${entry.page}\n\n${entry.hint}`);
    });
};
