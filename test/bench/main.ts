/** `npm run bench`: measures iffc and prints tables, then the same as a chapter of Markdown. */
import { cpus, loadavg } from "node:os";
import { analysisSection } from "./analysis/section.ts";
import { readCommand, type Request } from "./command.ts";
import { localSection } from "./local/section.ts";
import { packageSection } from "./package/section.ts";
import { killAll } from "./process.ts";
import { type Machine, renderHead, renderMarkdown, renderReport, type Report } from "./report.ts";
import { runtimeSection } from "./runtime/section.ts";
import type { Bench } from "./section.ts";
import { openWorkspace } from "./workspace.ts";

const sections = [packageSection, analysisSection, localSection, runtimeSection];

async function measure(request: Request, print: (text: string) => void): Promise<readonly Report[]> {
  const workspace = openWorkspace();
  process.once("exit", () => {
    killAll();
    workspace.close();
  });
  const bench: Bench = {
    workspace,
    peers: request.peers,
    full: request.full,
    runs: (usual) => request.runs ?? usual,
    progress: (text) => console.error(`   ${text}`),
  };
  const reports: Report[] = [];
  for (const section of sections.filter(({ name }) => request.sections.includes(name))) {
    const found = await section.run(bench);
    for (const report of found) print(renderReport(report));
    reports.push(...found);
  }
  return reports;
}

async function run(request: Request): Promise<void> {
  const machine: Machine = {
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    processors: cpus().length,
    load: loadavg()[0] ?? 0,
  };
  const print = (text: string): void => void (request.json || console.log(text));
  print(renderHead(machine));
  const begin = performance.now();
  const reports = await measure(request, print);
  const minutes = (performance.now() - begin) / 60_000;
  if (request.json) console.log(JSON.stringify({ machine, minutes, reports }, undefined, 2));
  else console.log(`Took ${minutes.toFixed(1)} minutes. For a page:\n\n${renderMarkdown(reports, machine)}`);
}

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  process.once(signal, () => process.exit(code));
}

const command = readCommand(process.argv.slice(2), sections);
if ("request" in command) {
  try {
    await run(command.request);
    process.exit();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
} else if ("print" in command) {
  process.stdout.write(command.print);
} else {
  process.stderr.write(`${command.fail}\nnpm run bench -- --help\n`);
  process.exitCode = 2;
}
