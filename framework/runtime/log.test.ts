import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { describeError, formatLine, log } from "./log.ts";

describe("log", () => {
  it("writes one line with time, level, message and request id", () => {
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    log({ level: "warn", message: "two\nlines", requestId: "r-1", handler: "A.b" });
    const lines = write.mock.calls.map(([line]) => String(line));
    write.mockRestore();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      level: "warn",
      message: "two\nlines",
      requestId: "r-1",
      handler: "A.b",
    });
  });
});

describe("formatLine", () => {
  it("holds any text in one line that no terminal obeys, and loses nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const line = formatLine({ text: `\r\n\u001b[2J\u009b2J\u2028${text}` });
        const isControl = (character: string) => character < " " || /[\u007f-\u009f\u2028\u2029]/.test(character);
        expect(Array.from(line).filter(isControl)).toEqual([]);
        expect(JSON.parse(line)).toEqual({ text: `\r\n\u001b[2J\u009b2J\u2028${text}` });
      }),
    );
  });
});

describe("describeError", () => {
  it("keeps name, message, stack, code and cause", () => {
    const cause = Object.assign(new TypeError("inner"), { code: "E_INNER" });
    expect(describeError(new Error("outer", { cause }))).toMatchObject({
      name: "Error",
      message: "outer",
      stack: expect.stringContaining("log.test.ts"),
      cause: { name: "TypeError", message: "inner", code: "E_INNER" },
    });
  });

  it("ends where errors cause each other", () => {
    const error = new Error("again");
    error.cause = error;
    expect(JSON.stringify(describeError(error)).match(/"message":"again"/g)).toHaveLength(6);
  });

  it.each([
    ["a text", "no", { name: "string", message: "no" }],
    ["nothing", undefined, { name: "undefined", message: "undefined" }],
    ["a symbol", Symbol("s"), { name: "symbol", message: "Symbol(s)" }],
    ["what cannot be printed", Object.create(null), { name: "object", message: "(cannot be printed)" }],
  ])("describes %s that was thrown", (_, thrown, expected) => {
    expect(describeError(thrown)).toEqual(expected);
  });
});
