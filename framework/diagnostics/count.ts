/** A number with its noun: `1 error`, `2 errors`, `2 classes`. */
export function count(number: number, noun: string): string {
  const plural = /(?:s|x|ch|sh)$/u.test(noun) ? `${noun}es` : `${noun}s`;
  return `${number} ${number === 1 ? noun : plural}`;
}
