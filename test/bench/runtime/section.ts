import { alternate } from "../alternate.ts";
import { atMost, type Line, pairedLine, type Series, type Target } from "../line.ts";
import { runNode } from "../process.ts";
import type { Bench, Section } from "../section.ts";
import { median, pairedDifference } from "../statistics.ts";
import { type Bundles, buildBundles } from "./bundles.ts";
import { startServices } from "./services.ts";

/** What the framework costs inside a function. */
export const runtimeSection: Section = {
  name: "runtime",
  summary: "inside a function: cold start, size of the bundle, overhead of a call",
  async run(bench) {
    const bundles = await buildBundles(bench);
    const lines = [
      ...sizeLines(bundles),
      ...(await measureStarts(bench, bundles)),
      ...(await measureCalls(bench, bundles)),
    ];
    return [{ title: "Inside a function", lines, notes: readingNotes }];
  },
};

const readingNotes = [
  "Cold start: initialisation and first call in a fresh process, whose own boot is not counted; services answer on this machine over TLS. Floor: a handler of one line. Full: body checked, message sent, item put. SDK: the same with version 3 of it and zod.",
];

const names = { empty: "empty handler", full: "full handler", sdk: "SDK handler" } as const;

function sizeLines({ bare, ...others }: Bundles): readonly Line[] {
  const line = (name: keyof typeof names): Line => ({
    what: `${names[name]}, bundle`,
    value: others[name].kib,
    unit: "KiB",
    runs: 1,
    floor: bare.kib,
  });
  const share: Line = {
    what: "empty handler, bundle above the floor",
    value: others.empty.kib - bare.kib,
    unit: "KiB",
    runs: 1,
    target: atMost(6),
  };
  return [line("empty"), share, line("full"), line("sdk")];
}

async function measureStarts(bench: Bench, bundles: Bundles): Promise<readonly Line[]> {
  const runs = bench.runs(21);
  bench.progress(`runtime, cold start, ${runs} runs`);
  const services = await startServices();
  const child = bench.workspace.compile("runtime/cold-child.ts");
  const parts: Parts = { bare: [], empty: [], full: [], sdk: [] };
  const subject = (name: keyof Bundles) => ({
    async measure() {
      const { file, path, environment } = bundles[name];
      const { output } = await runNode({
        words: [child, file, path],
        environment: { ...services.environment, ...environment },
      });
      const part = JSON.parse(output.slice(output.lastIndexOf("\n{") + 1)) as Part;
      parts[name].push(part);
      return part.initialisation + part.firstCall;
    },
  });
  const values = await alternate(
    { bare: subject("bare"), empty: subject("empty"), full: subject("full"), sdk: subject("sdk") },
    { runs },
  );
  services.close();
  return (["empty", "full", "sdk"] as const).flatMap((name) =>
    startLines(names[name], { measured: values[name], floors: values.bare, parts: parts[name] }),
  );
}

interface Part {
  readonly initialisation: number;
  readonly firstCall: number;
}

type Parts = Readonly<Record<keyof Bundles, Part[]>>;

interface Starts extends Series {
  readonly parts: readonly Part[];
}

function startLines(name: string, { measured, floors, parts }: Starts): readonly Line[] {
  const runs = measured.length;
  const line = (what: string, value: number, target?: Target): Line => ({
    what: `${name}, ${what}`,
    value,
    unit: "ms",
    runs,
    ...(target && { target }),
  });
  // The first is the warm-up's.
  const initialisation = median(parts.slice(1).map((part) => part.initialisation));
  const whole = pairedLine(`${name}, cold start`, "ms", { measured, floors });
  const share = line("cold start above the floor", pairedDifference(measured, floors), atMost(1.5));
  return [
    name === names.full ? { ...whole, target: atMost(45) } : whole,
    line("initialisation alone", initialisation),
    ...(name === names.empty ? [share] : []),
  ];
}

async function measureCalls(bench: Bench, { bare, empty }: Bundles): Promise<readonly Line[]> {
  const runs = bench.runs(60);
  bench.progress(`runtime, warm calls, ${runs} rounds`);
  const child = bench.workspace.compile("runtime/call-child.ts");
  const { output } = await runNode({
    words: [child, String(runs), empty.path, bare.file, empty.file],
    environment: { ...empty.environment },
  });
  const [floors = [], measured = []] = JSON.parse(output.slice(output.lastIndexOf("\n") + 1)) as number[][];
  const above = pairedDifference(measured, floors);
  return [
    pairedLine("empty handler, warm call with its JSON", "ns", { measured, floors }),
    { what: "empty handler, warm call above the floor", value: above, unit: "ns", runs, target: atMost(800) },
  ];
}
