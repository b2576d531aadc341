/** A piece of a line: its text, and how it is emphasised. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/**
 * Lines whose cells stand below each other, two spaces apart. Columns that are empty everywhere are left out; where the
 * lines would be wider than the terminal, the last column follows its line instead of standing in a column.
 */
export function alignColumns(rows: readonly (readonly Cell[])[], width: number): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) => widthOf(rows.map((row) => row[column])));
  const total = widths.reduce((sum, each) => sum + (each === 0 ? 0 : each + 2), 0);
  const last = total - 2 > width ? count - 2 : count - 1;
  return rows.map((row) => {
    const cells = row.flatMap(({ text, paint }, column) => {
      if (widths[column] === 0 || (column >= last && text === "")) return [];
      const shown = paint ? paint(text) : text;
      return [column < last ? shown + " ".repeat((widths[column] ?? 0) - text.length) : shown];
    });
    return cells.join("  ").trimEnd();
  });
}

function widthOf(cells: readonly (Cell | undefined)[]): number {
  return Math.max(0, ...cells.map((cell) => cell?.text.length ?? 0));
}
