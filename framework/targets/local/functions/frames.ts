/**
 * How the host and a function's process talk over one socket: four bytes of length, one byte of type, then UTF-8 text.
 * One invocation is on the way at a time, so that nothing needs an id to be matched.
 */

/** The types of frames; the first two go to the process, the others come from it. */
export const frameType = {
  /** JSON, the first frame of all: what to load and how. */
  setup: 1,
  /** `requestId deadline\n` and the event as JSON. */
  invoke: 2,
  /** The handler is loaded. */
  ready: 3,
  /** What the handler returned, as JSON. */
  result: 4,
  /** What the handler threw, in Lambda's error shape. */
  error: 5,
  /** The process ends, and says why: `started` or `idle`, a line break, and Lambda's error shape. */
  fatal: 6,
  stdout: 7,
  stderr: 8,
} as const;

const headerSize = 5;

/** One frame as bytes. */
export function encodeFrame(type: number, text: string): Buffer {
  const size = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(headerSize + size);
  frame.writeUInt32LE(size, 0);
  frame[4] = type;
  frame.write(text, headerSize, size, "utf8");
  return frame;
}

/** One frame as it was read. */
export interface Frame {
  readonly type: number;
  readonly text: string;
}

/** Gathers bytes and gives back whole frames, in order. */
export interface FrameBuffer {
  push(chunk: Buffer): void;
  /** The next whole frame, or undefined until more bytes come. */
  next(): Frame | undefined;
}

/** An empty frame buffer. */
export function createFrameBuffer(): FrameBuffer {
  let chunks: Buffer[] = [];
  let size = 0;
  const needed = (head: Buffer): number => headerSize + head.readUInt32LE(0);
  return {
    push(chunk) {
      chunks.push(chunk);
      size += chunk.length;
    },
    next() {
      if (size < headerSize) return undefined;
      let head = chunks[0] as Buffer;
      if (head.length < headerSize) chunks = [(head = Buffer.concat(chunks))];
      const end = needed(head);
      if (size < end) return undefined;
      if (head.length < end) chunks = [(head = Buffer.concat(chunks))];
      const frame = { type: head[4] as number, text: head.toString("utf8", headerSize, end) };
      size -= end;
      if (head.length === end) chunks.shift();
      else chunks[0] = head.subarray(end);
      return frame;
    },
  };
}
