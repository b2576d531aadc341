import type { Span } from "../../model/model.ts";

/** The text with ranges replaced by blanks; lines stay where they are, so source maps stay true. */
export function blank(text: string, spans: readonly Span[]): string {
  let result = "";
  let position = 0;
  for (const { start, end } of mergeSpans(spans)) {
    result += text.slice(position, start) + text.slice(start, end).replace(/[^\r\n]/gu, " ");
    position = end;
  }
  return result + text.slice(position);
}

/** The same ranges in order, where they overlap or touch joined into one. */
export function mergeSpans(spans: readonly Span[]): readonly Span[] {
  const merged: Span[] = [];
  for (const span of spans.toSorted((left, right) => left.start - right.start)) {
    const last = merged.at(-1);
    if (last && span.start <= last.end)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else merged.push(span);
  }
  return merged;
}

/** A short text that is equal for equal ranges. */
export function spanKey(spans: readonly Span[]): string {
  return mergeSpans(spans)
    .map(({ start, end }) => `${start}-${end}`)
    .join("_");
}
