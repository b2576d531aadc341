import type { Event, Phase, Reporter } from "../../framework/toolkit.ts";
import type { Terminal } from "./terminal.ts";

/** How each phase is called while it runs. */
const titles: Readonly<Record<Phase, string>> = {
  analyze: "Read the code",
  types: "Check types",
  plan: "Plan",
  build: "Build",
  synthesize: "Synthesize",
  upload: "Upload",
  deploy: "Deploy",
  start: "Start",
  remove: "Remove",
};

/** Draws phases as lines that complete in place on a terminal and are appended elsewhere. */
export function progressReporter(terminal: Terminal): Reporter {
  return { report: (event) => drawEvent(terminal, event) };
}

function drawEvent(terminal: Terminal, event: Event): void {
  const { colors } = terminal;
  switch (event.type) {
    case "phase.started":
      return terminal.update(colors.dim(`… ${titles[event.phase]}`));
    case "phase.progress":
      return terminal.update(colors.dim(`… ${titles[event.phase]} · ${event.detail}`));
    case "phase.finished": {
      const detail = event.detail === undefined ? "" : ` · ${event.detail}`;
      return terminal.note(
        `${colors.green("✓")} ${titles[event.phase]}${colors.dim(`${detail} · ${seconds(event.milliseconds)}`)}`,
      );
    }
    case "phase.failed":
      return terminal.note(`${colors.red("✗")} ${titles[event.phase]}`);
    case "resource.status":
      return terminal.update(colors.dim(`… ${event.id} ${event.status.toLowerCase().replaceAll("_", " ")}`));
    case "log":
      return terminal.note(`${colors.dim(event.function)} ${event.line}`);
    case "diagnostics":
      return undefined;
  }
}

/** A duration as people read it: `0.31 s`. */
function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
