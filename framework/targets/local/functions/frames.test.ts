import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFrameBuffer, encodeFrame, type Frame } from "./frames.ts";

const frame = fc.record({
  type: fc.integer({ min: 1, max: 8 }),
  text: fc.string({ unit: "grapheme", maxLength: 300 }),
});

function drain(buffer: ReturnType<typeof createFrameBuffer>): Frame[] {
  const frames: Frame[] = [];
  for (let next = buffer.next(); next; next = buffer.next()) frames.push(next);
  return frames;
}

describe("frames", () => {
  it("come out as they went in, however the bytes are cut", () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), fc.array(fc.integer({ min: 1, max: 40 })), (frames, cuts) => {
        const bytes = Buffer.concat(frames.map(({ type, text }) => encodeFrame(type, text)));
        const buffer = createFrameBuffer();
        const read: Frame[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = cuts.length === 0 ? bytes.length : (cuts[turn % cuts.length] as number);
          buffer.push(bytes.subarray(at, at + size));
          at += size;
          read.push(...drain(buffer));
        }
        expect(read).toEqual(frames);
      }),
    );
  });

  it("do not come out before they are whole", () => {
    const buffer = createFrameBuffer();
    const bytes = encodeFrame(4, "result");
    buffer.push(bytes.subarray(0, 3));
    expect(buffer.next()).toBeUndefined();
    buffer.push(bytes.subarray(3, -1));
    expect(buffer.next()).toBeUndefined();
    buffer.push(bytes.subarray(-1));
    expect(buffer.next()).toEqual({ type: 4, text: "result" });
    expect(buffer.next()).toBeUndefined();
  });
});
