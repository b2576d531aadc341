import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Line } from "../line.ts";
import { runNode } from "../process.ts";
import type { Bench } from "../section.ts";
import { median } from "../statistics.ts";
import { root } from "../workspace.ts";
import { generateApp } from "./app.ts";

const handlers = 100;

/** What packaging leaves out: how long the trial import of all bundles takes, and writing out all maps whole. */
export async function measureExtras({ workspace, runs, progress }: Bench): Promise<readonly Line[]> {
  const times = runs(3);
  progress(`package ${handlers}, trial import and whole maps, ${times} runs`);
  const folder = workspace.folder("extras");
  generateApp(folder, handlers);
  const child = workspace.compile("package/extras-child.ts");
  const measured: { readonly smoke: number; readonly maps: number }[] = [];
  for (let run = 0; run < times; run++) {
    rmSync(join(folder, ".iffc"), { recursive: true, force: true });
    const { output } = await runNode({ words: [child, root, folder] });
    measured.push(JSON.parse(output) as { smoke: number; maps: number });
  }
  const line = (what: string, values: readonly number[]): Line => ({
    what: `package ${handlers}, ${what}`,
    value: median(values) / 1000,
    unit: "s",
    runs: times,
  });
  return [
    line(
      "trial import",
      measured.map(({ smoke }) => smoke),
    ),
    line(
      "whole maps",
      measured.map(({ maps }) => maps),
    ),
  ];
}
