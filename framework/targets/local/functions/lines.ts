/** Characters of one line in the log; a longer one is cut into several, as CloudWatch cuts its events. */
const lineLimit = 262_144;

/** Gathers text and gives it on by the line. */
export interface Lines {
  push(text: string): void;
  /** Gives on what has no line break yet. */
  flush(): void;
}

/** Calls back once per line, without its line break. */
export function createLines(take: (line: string) => void): Lines {
  let rest = "";
  const flush = (): void => {
    if (rest !== "") take(rest);
    rest = "";
  };
  return {
    push(text) {
      const lines = (rest + text).split(/\r?\n/u);
      rest = lines.pop() ?? "";
      for (const line of lines) for (const piece of pieces(line)) take(piece);
      if (rest.length > lineLimit) flush();
    },
    flush,
  };
}

function pieces(line: string): readonly string[] {
  if (line.length <= lineLimit) return [line];
  const count = Math.ceil(line.length / lineLimit);
  return Array.from({ length: count }, (_, index) => line.slice(index * lineLimit, (index + 1) * lineLimit));
}
