import type { Event, Phase, Reporter } from "../../framework/toolkit.ts";
import { drawLog } from "./log.ts";
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

/**
 * Draws phases as lines that complete in place on a terminal. Elsewhere they are appended, with the steps between, so that
 * the log of a long deploy shows that it goes on.
 */
export function progressReporter(terminal: Terminal): Reporter {
  const running = new Map<Phase, string>();
  return {
    report(event) {
      if (event.type === "phase.started") running.set(event.phase, "");
      if (event.type === "phase.progress") running.set(event.phase, ` · ${event.detail}`);
      if (event.type === "resource.status") showStatus(running, event);
      if (event.type === "phase.finished" || event.type === "phase.failed") running.delete(event.phase);
      const line =
        terminal.isLive || event.type !== "phase.progress" ? drawEvent(terminal, event) : `… ${event.detail}`;
      if (line !== undefined) terminal.note(line);
      if (running.size > 0)
        terminal.update(`… ${[...running].map(([phase, text]) => titles[phase] + text).join(", ")}`);
    },
  };
}

/** What happens to one resource is told of the phase that began last. */
function showStatus(running: Map<Phase, string>, { id, status }: Extract<Event, { type: "resource.status" }>): void {
  const phase = [...running.keys()].at(-1);
  if (phase) running.set(phase, ` · ${id} ${status.toLowerCase().replaceAll("_", " ")}`);
}

/** The line that stays. */
function drawEvent({ colors }: Terminal, event: Event): string | undefined {
  if (event.type === "phase.finished") {
    const detail = event.detail === undefined ? "" : ` · ${event.detail}`;
    const rest = colors.dim(`${detail} · ${(event.milliseconds / 1000).toFixed(2)} s`);
    return `${colors.green("✓")} ${titles[event.phase]}${rest}`;
  }
  if (event.type === "phase.failed") return `${colors.red("✗")} ${titles[event.phase]}`;
  return event.type === "log" ? drawLog(colors, { function: event.function, text: event.line }) : undefined;
}
