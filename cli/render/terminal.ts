import type { ReadStream, WriteStream } from "node:tty";
import pc from "picocolors";

/** Where output goes and what it can show there. */
export interface Terminal {
  /** Writes lines of a result. */
  print(text: string): void;
  /** Writes lines about the work, apart from its result. */
  note(text: string): void;
  /** Replaces the last progress line where somebody watches; does nothing elsewhere. */
  update(text: string): void;
  /** Aborted once nobody reads results any more, as when `iffc logs -f | head` has what it wants. */
  readonly closed: AbortSignal;
  readonly colors: Colors;
  /** Whether progress is shown in place. */
  readonly isLive: boolean;
  /** How many columns a line of a result has; unlimited where it is no terminal. */
  readonly width: number;
  /** Whether somebody can watch and answer: never in CI. */
  readonly interactive: boolean;
}

/** Emphasis; what a stream cannot show is left out on the way there. */
export type Colors = ReturnType<typeof pc.createColors>;

/** The streams of a terminal. */
export interface Streams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly errors: NodeJS.WritableStream;
}

const clearLine = "\r\u001b[2K";

/** The terminal of this process. Colour is off with `NO_COLOR`, and where a stream is no terminal. */
export function openTerminal(streams: Streams, environment: NodeJS.ProcessEnv): Terminal {
  const hasColor = !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
  const output = openSink(streams.output, hasColor);
  const errors = openSink(streams.errors, hasColor);
  const isLive = errors.columns !== undefined && !environment["CI"];
  let pending = false;
  const clear = (): string => {
    const text = pending ? clearLine : "";
    pending = false;
    return text;
  };
  return {
    print(text) {
      errors.write(clear());
      output.write(`${clean(text)}\n`);
    },
    note: (text) => errors.write(`${clear()}${clean(text)}\n`),
    update(text) {
      if (!isLive) return;
      // A line that wraps could not be replaced.
      errors.write(`${clear()}${colors.dim(clean(text).slice(0, (errors.columns ?? 80) - 1))}`);
      pending = true;
    },
    closed: output.closed,
    colors,
    isLive,
    width: output.columns ?? Infinity,
    interactive: isLive && Boolean((streams.input as Partial<ReadStream>).isTTY),
  };
}

const colors = pc.createColors(true);

interface Sink {
  write(text: string): void;
  readonly closed: AbortSignal;
  /** Absent where the stream is no terminal. */
  readonly columns: number | undefined;
}

/** A reader that goes away, as `head` does, ends the output and nothing else. */
function openSink(stream: NodeJS.WritableStream, hasColor: boolean): Sink {
  const { isTTY = false, columns = 80 } = stream as Partial<WriteStream>;
  const closing = new AbortController();
  const { signal: closed } = closing;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    closing.abort();
    if (error.code !== "EPIPE") throw error;
  });
  return {
    write: (text) =>
      void (!closed.aborted && text !== "" && stream.write(isTTY && hasColor ? text : withoutColor(text))),
    closed,
    columns: isTTY ? columns : undefined,
  };
}

function withoutColor(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[\d{1,2}m/gu, "");
}

/** Text of others (file names, messages of AWS) without what would steer the terminal; our own colours stay. */
function clean(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]|\u001b(?!\[\d{1,2}m)/gu, "\ufffd");
}
