import { rmSync } from "node:fs";
import { join } from "node:path";
import { alternate } from "../alternate.ts";
import { type Line, memoryLine, pairedLine } from "../line.ts";
import { generatePlainApp } from "../package/app.ts";
import { empty, openPair } from "../package/pair.ts";
import { measureMemory, type NodeCommand, runNode } from "../process.ts";
import type { Report } from "../report.ts";
import type { Bench } from "../section.ts";
import { installServerless, type Serverless } from "./serverless.ts";

/** Packages the same handlers with AWS CDK and Serverless 3, and with iffc and the floor again beside them. */
export async function measurePeers(bench: Bench): Promise<Report> {
  const lines: Line[] = [];
  const serverless = await installServerless(bench).catch((error: unknown) => whyNot(error));
  for (const handlers of bench.full ? [10, 100, 500] : [10, 100]) {
    const contenders = contendersFor(bench, handlers, typeof serverless === "string" ? undefined : serverless);
    lines.push(...(await measureSize(bench, handlers, contenders)));
  }
  return {
    title: "Packaging, beside others",
    lines,
    notes: [...(typeof serverless === "string" ? [serverless] : []), ...readingNotes],
  };
}

const readingNotes = [
  "The same handlers, all of it cold. AWS CDK tuned: one run of esbuild, ready assets, no zips, without its command line. Serverless 3: serverless package with serverless-esbuild, individually, maps beside.",
];

/** Something that packages. */
interface Contender {
  readonly command: NodeCommand;
  /** Takes away what an earlier run has left. */
  readonly forget: () => void;
}

type Contenders = Readonly<Record<string, Contender>> & { readonly floor: Contender };

function contendersFor(bench: Bench, handlers: number, serverless: Serverless | undefined): Contenders {
  const { iffc, floor } = openPair(bench, handlers);
  const cdk = bench.workspace.folder(`cdk-${handlers}`);
  generatePlainApp(cdk, handlers);
  const words = [bench.workspace.compile("peers/cdk-child.ts"), cdk, String(handlers)];
  const sls = serverless?.open(handlers);
  return {
    floor: { command: floor.command, forget: () => empty(floor) },
    iffc: { command: iffc.command, forget: () => empty(iffc) },
    "AWS CDK tuned": { command: { words }, forget: () => remove(cdk, ["out", "cdk.out"]) },
    ...(sls && {
      "Serverless 3": { command: sls.command, forget: () => remove(sls.folder, [".serverless", ".esbuild"]) },
    }),
  };
}

async function measureSize(bench: Bench, handlers: number, contenders: Contenders): Promise<readonly Line[]> {
  const runs = bench.runs(3);
  bench.progress(`peers ${handlers}, ${runs} runs`);
  const memory: Record<string, number> = {};
  for (const [name, { command, forget }] of Object.entries(contenders)) {
    forget();
    memory[name] = await measureMemory(command);
  }
  const subject = ({ command, forget }: Contender) => ({
    prepare: forget,
    measure: async () => (await runNode(command)).seconds,
  });
  const subjects = Object.fromEntries(Object.entries(contenders).map(([name, one]) => [name, subject(one)]));
  const { floor: floors = [], ...others } = await alternate(subjects, { runs, warmUp: false });
  return Object.entries(others).flatMap(([name, measured]): readonly Line[] => {
    const what = `${name}, ${handlers} cold`;
    const [used = Number.NaN, least = Number.NaN] = [memory[name], memory["floor"]];
    return [pairedLine(what, "s", { measured, floors }), memoryLine(what, used, least)];
  });
}

function remove(folder: string, names: readonly string[]): void {
  for (const name of names) rmSync(join(folder, name), { recursive: true, force: true });
}

/** The line of a failure that tells most. */
function whyNot(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split("\n");
  const telling = lines.find((line) => /npm error|npm is not known|^\s*\w*Error\b/u.test(line)) ?? lines[0] ?? "";
  return `Serverless 3 was not measured: it cannot be installed and run here. ${telling.trim()}`;
}
