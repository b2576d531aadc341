import { describe, expect, it } from "vitest";
import { toSeconds } from "./duration.ts";

describe("toSeconds", () => {
  it.each([
    ["0 seconds", 0],
    ["1 second", 1],
    ["30 seconds", 30],
    ["1.5 minutes", 90],
    ["1 hour", 3600],
    ["14 days", 1_209_600],
  ])("reads %s", (text, seconds) => expect(toSeconds(text)).toBe(seconds));

  it.each(["", "30", "seconds", "1.5 seconds", "-1 seconds", "1e3 seconds", "1 week", "1  hour", "1 hour "])(
    "refuses '%s'",
    (text) => expect(() => toSeconds(text)).toThrow("is not a whole number of seconds"),
  );
});
