import { rmSync } from "node:fs";
import { join } from "node:path";
import { alternate } from "../alternate.ts";
import { atMost, type Line, memoryLine, pairedLine } from "../line.ts";
import { generateApp } from "../package/app.ts";
import { measureMemory, type NodeCommand, runNode } from "../process.ts";
import type { Bench, Section } from "../section.ts";
import { median } from "../statistics.ts";
import { root } from "../workspace.ts";

/** Reading code alone, beside others that read it. */
export const analysisSection: Section = {
  name: "analysis",
  summary: "reading the same code alone, beside ts-morph, tsc and oxc",
  async run(bench) {
    const lines: Line[] = [];
    for (const handlers of [10, 100, 500]) lines.push(...(await measureSize(bench, handlers)));
    return [{ title: "Analysis alone", lines, notes: readingNotes }];
  },
};

const readingNotes = [
  "Fresh processes over the same app. Floor: oxc parses every file, and each node is visited once. ts-morph lean: no library, no declarations of packages, names resolved across files; it is the target.",
];

async function measureSize(bench: Bench, handlers: number): Promise<readonly Line[]> {
  const runs = bench.runs(handlers === 500 ? 5 : 7);
  bench.progress(`analysis ${handlers}, ${runs} runs`);
  const commands = commandsFor(bench, handlers);
  const { folder } = commands.cold;
  const forget = (): void => rmSync(join(folder, ".iffc"), { recursive: true, force: true });
  const { oxc: floors, ...values } = await alternate(
    {
      cold: { prepare: forget, measure: () => time(commands.cold) },
      warm: { measure: () => time(commands.warm) },
      morph: { measure: () => time(commands.morph) },
      tsc: { measure: () => time(commands.tsc) },
      oxc: { measure: () => time(commands.oxc) },
    },
    { runs },
  );
  const line = (what: string, measured: readonly number[]): Line =>
    pairedLine(`analysis ${handlers}${what}`, "s", { measured, floors });
  forget();
  const [used, least] = [await measureMemory(commands.cold), await measureMemory(commands.oxc)];
  return [
    { ...line(" cold", values.cold), target: atMost(median(values.morph)) },
    memoryLine(`analysis ${handlers} cold`, used, least),
    line(" unchanged", values.warm),
    line(", ts-morph lean", values.morph),
    line(", tsc 7 --noEmit", values.tsc),
  ];
}

function commandsFor({ workspace }: Bench, handlers: number) {
  const [folder, known] = [workspace.folder(`analysis-${handlers}`), workspace.folder(`analysis-${handlers}-known`)];
  generateApp(folder, handlers);
  generateApp(known, handlers);
  const environment = { NODE_COMPILE_CACHE: workspace.folder("compile-cache") };
  const command = (child: string, ...words: readonly string[]) => ({
    words: [workspace.compile(`analysis/${child}.ts`), ...words],
    folder,
    environment,
  });
  return {
    cold: command("iffc-child", root, folder),
    warm: command("iffc-child", root, known),
    morph: command("morph-child", folder),
    tsc: { words: [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], folder, environment },
    oxc: command("oxc-child", folder, String(handlers)),
  } satisfies Readonly<Record<string, NodeCommand>>;
}

async function time(command: NodeCommand): Promise<number> {
  return (await runNode(command)).seconds;
}
