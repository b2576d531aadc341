import { type Line, markOf, type Target, type Unit } from "./line.ts";
import { type Column, renderMarkdownTable, renderTable } from "./table.ts";

/** What one section measured. */
export interface Report {
  readonly title: string;
  readonly lines: readonly Line[];
  /** What a reader of the table must know, and lines that others look for. */
  readonly notes: readonly string[];
}

/** The machine that the numbers are of. */
export interface Machine {
  readonly node: string;
  readonly platform: string;
  readonly processors: number;
  /** Processes that wanted to run on average of the last minute, before the bench began. */
  readonly load: number;
}

const columns: readonly Column[] = [
  { head: "what", align: "left" },
  { head: "median", align: "right" },
  { head: "runs", align: "right" },
  { head: "floor", align: "right" },
  { head: "ratio", align: "right" },
  { head: "target", align: "right" },
  { head: "", align: "left" },
];

/** What the table's columns mean. */
const legend =
  "Medians. Floor: the least that bare tools need for the same, in turns with it in the same run; ratio: the median of pairs. ok: target met, !: missed, !!: missed by more than 25 %.";

/** What stands above the tables. */
export function renderHead(machine: Machine): string {
  return `${describeMachine(machine)}\n${wrap(legend)}\n`;
}

/** A section for a terminal of 100 columns. */
export function renderReport({ title, lines, notes }: Report): string {
  const table = renderTable(columns, lines.map(cellsOf));
  return [`== ${title} ==`, "", table, ...(notes.length > 0 ? ["", ...notes.map(wrap)] : []), ""].join("\n");
}

/** All sections as a chapter of a Markdown page. */
export function renderMarkdown(reports: readonly Report[], machine: Machine): string {
  const intro = `Measured with \`npm run bench\`: ${describeMachine(machine)}. ${legend}`;
  const sections = reports.flatMap(({ title, lines, notes }) => [
    `### ${title}`,
    "",
    renderMarkdownTable(columns, lines.map(cellsOf)),
    ...(notes.length > 0 ? ["", ...notes.map((note) => `- ${note}`)] : []),
    "",
  ]);
  return ["## Measured", "", intro, "", ...sections].join("\n");
}

function wrap(text: string): string {
  return text.replace(/(.{1,100})(?: |$)/gu, "$1\n").trimEnd();
}

/** The machine in a few words. */
function describeMachine({ node, platform, processors, load }: Machine): string {
  return `Node ${node}, ${platform}, ${processors} processors, load ${load.toFixed(1)} before`;
}

function cellsOf(line: Line): readonly string[] {
  const { what, value, unit, runs, floor, ratio, target } = line;
  return [
    what,
    formatValue(value, unit),
    String(runs),
    floor === undefined ? "" : formatValue(floor, unit),
    ratio === undefined ? "" : `${ratio.toFixed(2)} x`,
    target === undefined ? "" : formatTarget(target, unit),
    markOf(line),
  ];
}

function formatTarget({ bound, value, of }: Target, unit: Unit): string {
  return `${bound === "at most" ? "<=" : ">="} ${of === "ratio" ? `${value} x` : formatValue(value, unit)}`;
}

const digits: Readonly<Record<Unit, number>> = { s: 2, ms: 1, ns: 0, MiB: 0, KiB: 1, "/s": 0, requests: 0 };

/** A value with its unit, as exact as one run of a bench can be. */
export function formatValue(value: number, unit: Unit): string {
  if (Number.isNaN(value)) return "none";
  const places = digits[unit];
  const text = value.toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });
  return unit === "/s" ? `${text}/s` : unit === "requests" ? text : `${text} ${unit}`;
}
