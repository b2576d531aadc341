import { expect, test } from "vitest";
import { drawFrame, hidePlaces } from "./frame.ts";

const text = "one\ntwo\nkey: 'secret', other: 'x'\nfour";
const secret = { file: "a.ts", line: 3, column: 6, length: 8 };

test("a frame shows the line, two above it, and what is meant", () => {
  expect(drawFrame(text, secret)).toBe("1 | one\n2 | two\n3 | key: 'secret', other: 'x'\n  |      ^^^^^^^^");
});

test("what is hidden stands as dots, in every frame of the text", () => {
  const hidden = hidePlaces(text, [secret]);
  expect(hidden).toBe("one\ntwo\nkey: ••••••••, other: 'x'\nfour");
  expect(drawFrame(hidden, { ...secret, line: 4, column: 1, length: 4 })).not.toContain("secret");
});

test("a place that goes on over the line's end hides the line to its end", () => {
  expect(hidePlaces(text, [{ ...secret, length: 99 }])).toBe(`one\ntwo\nkey: ${"•".repeat(20)}\nfour`);
});
