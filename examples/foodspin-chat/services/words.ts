const stopWords = new Set(
  "a an and any are as at be by can do does for from has have how i in is it its me my of on or that the there this to was what when which who will with you your".split(
    " ",
  ),
);

/** The words of a text that say what it is about: lower case, without endings of the plural, each once. */
export function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words.filter((word) => !stopWords.has(word)).map(stem))];
}

function stem(word: string): string {
  return word.length > 3 ? word.replace(/(?:ies|es|s)$/u, (ending) => (ending === "ies" ? "y" : "")) : word;
}
