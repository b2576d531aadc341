/** Which side the cells of a column stand on. */
export type Alignment = "left" | "right";

/** A column: its head, and its side. */
export interface Column {
  readonly head: string;
  readonly align: Alignment;
}

/** Columns as wide as their widest cell, two spaces apart, a rule below the heads; no line ends in spaces. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ head }, index) =>
    Math.max(head.length, ...rows.map((row) => (row[index] ?? "").length)),
  );
  const draw = (cells: readonly string[]): string =>
    columns
      .map(({ align }, index) => pad(cells[index] ?? "", widths[index] ?? 0, align))
      .join("  ")
      .trimEnd();
  const heads = draw(columns.map(({ head }) => head));
  return [heads, "-".repeat(heads.length), ...rows.map(draw)].join("\n");
}

/** The same as a table of Markdown. */
export function renderMarkdownTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const draw = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(" | ")} |`;
  const rule = columns.map(({ align }) => (align === "right" ? "---:" : "---"));
  return [draw(columns.map(({ head }) => head)), draw(rule), ...rows.map(draw)].join("\n");
}

function pad(cell: string, width: number, align: Alignment): string {
  return align === "left" ? cell.padEnd(width) : cell.padStart(width);
}

function escapeCell(cell: string): string {
  return cell.replaceAll("|", "\\|");
}
