import type { Outputs } from "../../framework/toolkit.ts";
import type { Terminal } from "./terminal.ts";

/** Draws where everything can be reached: addresses first, then what runs by itself. */
export function renderOutputs(terminal: Terminal, outputs: Outputs): void {
  const { colors } = terminal;
  terminal.print(colors.bold(`${outputs.app} · ${outputs.environment}`));
  const width = Math.max(0, ...outputs.endpoints.map(({ handler }) => handler.length));
  const sorted = [...outputs.endpoints.filter(({ url }) => url), ...outputs.endpoints.filter(({ url }) => !url)];
  for (const { handler, label, url } of sorted) {
    const method = /^[A-Z]+(?= )/u.exec(label)?.[0] ?? "";
    terminal.print(
      `  ${handler.padEnd(width)}  ${url ? `${method.padEnd(6)} ${colors.cyan(url)}` : colors.dim(label)}`,
    );
  }
}
