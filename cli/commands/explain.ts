import { allFindings, explainFinding } from "../../framework/toolkit.ts";
import type { AddCommand } from "../options.ts";

/** `iffc explain`: the page behind a code. */
export const addExplain: AddCommand = (program, context, finish) => {
  program
    .command("explain [code]")
    .summary("explain a code such as IFFC1004, or list all of them")
    .action((code: string | undefined) => {
      const { terminal } = context;
      if (code === undefined) {
        for (const finding of allFindings()) terminal.print(`${finding.code}  ${finding.title}`);
        return;
      }
      const finding = explainFinding(code);
      if (!finding) {
        finish(2);
        return terminal.note(`There is no code "${code}". All of them: iffc explain`);
      }
      terminal.print(
        `${terminal.colors.bold(`${finding.code}  ${finding.title}`)}\n\n${finding.page}\n\n${finding.hint}`,
      );
    });
};
