import { atMost, type Line, type Target, timesFloor } from "../line.ts";
import { measurePeers } from "../peers/peers.ts";
import type { Report } from "../report.ts";
import type { Bench, Section } from "../section.ts";
import { median } from "../statistics.ts";
import { measureExtras } from "./extras.ts";
import { compare, compareFloors, compareLiving, empty, openPair, type Pair, type Said, touch } from "./pair.ts";

/** Code to templates and zips, beside one run of esbuild with shared chunks. */
export const packageSection: Section = {
  name: "package",
  summary: "analyze + plan + build + synthesize of 10, 100 and 500 handlers",
  async run(bench) {
    const measured: Measured[] = [];
    for (const size of sizes) measured.push(await measureSize(bench, size));
    const lines = [...measured.flatMap((one) => one.lines), ...(await measureExtras(bench))];
    const largestFirst = measured.toReversed();
    const notes = [...largestFirst.map(ratioNote), ...largestFirst.map(phaseNote), ...readingNotes];
    const report: Report = { title: "Packaging", lines, notes };
    return bench.peers ? [report, await measurePeers(bench)] : [report];
  },
};

interface Size {
  readonly handlers: number;
  readonly runs: number;
  readonly unchanged?: Target;
  readonly touched?: Target;
  readonly living?: Target;
}

const sizes: readonly Size[] = [
  { handlers: 10, runs: 9 },
  { handlers: 100, runs: 9, unchanged: atMost(0.25), touched: atMost(0.5), living: atMost(100) },
  { handlers: 500, runs: 7, unchanged: atMost(0.4), touched: atMost(0.7), living: atMost(100) },
];

const readingNotes = [
  "Memory is what all processes of one run held together at most; of one that lives on (living), what it holds at the end. Floor: oxc parses and walks all files beside one run of esbuild with shared chunks; then a zip for each handler of its entry and chunks, each chunk compressed once (zips one by one: for every zip anew). Trial import and whole maps are no part of the other lines.",
];

interface Measured {
  readonly handlers: number;
  readonly lines: readonly Line[];
  readonly ratio: number;
  /** What iffc said of its cold runs. */
  readonly said: readonly Said[];
}

async function measureSize(bench: Bench, size: Size): Promise<Measured> {
  const { handlers } = size;
  const pair = openPair(bench, handlers);
  const runs = bench.runs(size.runs);
  const name = `package ${handlers}`;
  bench.progress(`${name} cold, ${runs} runs`);
  const [time, memory] = await compare(pair, { what: `${name} cold`, runs, prepare: empty, target: timesFloor(2.2) });
  const said = [...pair.iffc.said];
  const zips = zipLine(pair);
  const commonFloor = await compareFloors(pair, bench.runs(3));
  bench.progress(`${name} unchanged and touched, ${runs} runs`);
  const unchanged = await compare(pair, { what: `${name} unchanged`, runs, target: size.unchanged });
  const prepare = touch(handlers);
  const touched = await compare(pair, { what: `${name} touched`, runs, prepare, target: size.touched });
  const living = await compareLiving(pair, { what: `${name} touched, living`, runs, target: size.living });
  const cold = [time, { ...memory, target: atMost(400) }, zips, commonFloor];
  return { handlers, lines: [...cold, ...unchanged, ...touched, ...living], ratio: time.ratio ?? Number.NaN, said };
}

function zipLine({ handlers, iffc, floor }: Pair): Line {
  const [value = Number.NaN, least = Number.NaN] = [iffc, floor].map(({ said }) => (said.at(-1)?.zip ?? 0) / 1024);
  return {
    what: `package ${handlers}, zip of a function`,
    value,
    unit: "KiB",
    runs: 1,
    floor: least,
    ratio: value / least,
    target: timesFloor(1.15),
  };
}

/** A line that is looked for as it is. */
function ratioNote({ handlers, ratio }: Measured): string {
  return `package ${handlers} cold: ${ratio.toFixed(2)} x floor`;
}

function phaseNote({ handlers, said }: Measured): string {
  const names = Object.keys(said[0]?.phases ?? {});
  const times = names.map((name) => `${name} ${median(said.map(({ phases }) => phases[name] ?? 0)).toFixed(0)}`);
  return `Phases of ${handlers} cold, ms: ${times.join(", ")}.`;
}
