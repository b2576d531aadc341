/** A text of the user's for a message: short, and without characters that could not be seen. */
export function quote(text: string): string {
  const visible = text.replace(/[\p{C}\p{Z}]/gu, (character) => (character === " " ? character : "\uFFFD"));
  return visible.length > 40 ? `${visible.slice(0, 37)}...` : visible;
}
