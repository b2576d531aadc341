import { assert, constantFrom, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import {
  boolean,
  choice,
  duration,
  either,
  integer as whole,
  list,
  object,
  record,
  text,
} from "../../kinds/options.ts";
import { describeRule, formatDuration, readDuration } from "./rules.ts";

describe("durations", () => {
  it.each([
    ["30 seconds", 30],
    ["1 second", 1],
    ["1.5 minutes", 90],
    ["2 hours", 7_200],
    ["14 days", 1_209_600],
  ])("reads %s", (written, seconds) => expect(readDuration(written)).toBe(seconds));

  it.each([
    "30",
    "30s",
    "30  seconds",
    " 1 day",
    "-1 day",
    "1e3 days",
    "0.3 seconds",
    "1 week",
    "1 days ago",
    "NaN days",
  ])("does not read %s", (written) => expect(readDuration(written)).toBeUndefined());

  it("reads what it writes", () => {
    assert(
      property(integer({ min: 0, max: 1e9 }), (seconds) => {
        expect(readDuration(formatDuration(seconds))).toBe(seconds);
      }),
    );
    assert(
      property(constantFrom(60, 3_600, 86_400), (seconds) => {
        expect(formatDuration(seconds)).toMatch(/^1 [a-z]+$/u);
      }),
    );
  });
});

describe("rules in words", () => {
  it.each([
    [text(), "a text"],
    [text({ maxLength: 5 }), "a text of at most 5 characters"],
    [text({ expects: "a word" }), "a word"],
    [whole({ min: 1, max: 5, unit: "MiB" }), "a whole number from 1 to 5 MiB"],
    [duration({ min: 1, max: 900 }), 'a length of time such as "30 seconds", from 1 second to 15 minutes'],
    [boolean(), "true or false"],
    [choice(["a", "b"]), '"a" or "b"'],
    [list(text()), "a list, each item a text"],
    [record(whole({ min: 0, max: 1 })), "an object, each value a whole number from 0 to 1"],
    [object({ a: text(), b: text() }), "an object with `a`, `b`"],
    [either(text(), boolean()), "a text, or true or false"],
  ])("says what is accepted", (option, words) => expect(describeRule(option.rule)).toBe(words));
});
