/**
 * The text that every {@link Location} and {@link Span} of a file counts in: without a byte order mark and with `\n`
 * as its only line end, so that a checkout on Windows gives the same model, plan and bundles as any other.
 */
export function normalizeSource(text: string): string {
  const unmarked = text.startsWith("\uFEFF") ? text.slice(1) : text;
  return unmarked.includes("\r") ? unmarked.replace(/\r\n?/gu, "\n") : unmarked;
}
