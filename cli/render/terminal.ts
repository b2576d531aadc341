import type { WriteStream } from "node:tty";
import pc from "picocolors";

/** Where output goes and what it can show there. */
export interface Terminal {
  /** Writes lines of a result. */
  print(text: string): void;
  /** Writes lines about the work, apart from its result. */
  note(text: string): void;
  /** Replaces the last progress line where the stream is a terminal; does nothing elsewhere. */
  update(text: string): void;
  readonly colors: Colors;
  /** Whether somebody can watch and answer: never in CI. */
  readonly interactive: boolean;
}

/** Emphasis; each function gives its text unchanged where colours are off. */
export type Colors = ReturnType<typeof pc.createColors>;

/** The streams that a terminal writes to. */
export interface Streams {
  readonly output: NodeJS.WritableStream;
  readonly errors: NodeJS.WritableStream;
}

const clearLine = "\r\u001b[2K";

/** The terminal of this process. Colour is off with `NO_COLOR`, and where the stream is no terminal. */
export function openTerminal(streams: Streams, environment: NodeJS.ProcessEnv): Terminal {
  const isTerminal = Boolean((streams.errors as Partial<WriteStream>).isTTY);
  const interactive = isTerminal && !environment["CI"];
  const colors = pc.createColors(isTerminal && !environment["NO_COLOR"] && environment["TERM"] !== "dumb");
  let pending = false;
  const clear = (): string => {
    const text = pending ? clearLine : "";
    pending = false;
    return text;
  };
  return {
    print: (text) => {
      const start = clear();
      if (start !== "") streams.errors.write(start);
      streams.output.write(`${clean(text)}\n`);
    },
    note: (text) => void streams.errors.write(`${clear()}${clean(text)}\n`),
    update: (text) => {
      if (!interactive) return;
      streams.errors.write(`${clear()}${clean(text)}`);
      pending = true;
    },
    colors,
    interactive,
  };
}

/** Text of others (file names, messages of AWS) without what would steer the terminal; our own colours stay. */
function clean(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]|\u001b(?!\[\d{1,2}m)/gu, "\ufffd");
}
