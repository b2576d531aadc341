import { expect, test } from "vitest";
import { IffcError } from "../../../diagnostics/error.ts";
import { accessFailures } from "./access.ts";
import { failure, isFailure, withSentence } from "./entry.ts";
import { awsFindings } from "./findings.ts";
import { functionFailures } from "./functions.ts";
import { stackFailures } from "./stacks.ts";

const all = [...accessFailures, ...stackFailures, ...functionFailures];

test("every failure has a code of its own, a title, a hint and a page", () => {
  expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
  for (const { code, title, hint, page } of all) {
    expect(code).toMatch(/^IFFC5\d{3}$/u);
    expect(title).toMatch(/^[A-Z].+\.$/u);
    expect(hint).toMatch(/\S/u);
    expect(page.length).toBeGreaterThan(60);
  }
});

test("every failure can be explained", () => {
  expect(awsFindings.map(({ code }) => code)).toEqual(all.map(({ code }) => code));
});

test("an entry becomes an error, with what is said this time", () => {
  const [entry] = all;
  if (!entry) throw new Error("no entries");
  const cause = new Error("below");
  expect(failure(entry)).toMatchObject({ code: entry.code, message: entry.title, hint: entry.hint, exit: entry.exit });
  expect(failure(entry, { message: "This time.", hint: "Try.", cause })).toMatchObject({
    message: "This time.",
    hint: "Try.",
    cause,
    fault: "environment",
    diagnostics: [],
  });
});

test("an error is recognised by its code, whichever copy made it", () => {
  const [first, second] = all;
  if (!first || !second) throw new Error("no entries");
  expect(isFailure(failure(second), first, second)).toBe(true);
  expect(isFailure(failure(second), first)).toBe(false);
  expect(isFailure(new Error(second.title), second)).toBe(false);
});

test("a further sentence keeps everything else", () => {
  const [entry] = all;
  if (!entry) throw new Error("no entries");
  const error = failure(entry, { message: "It failed." });
  expect(withSentence(error, "It goes on.")).toMatchObject({ message: "It failed. It goes on.", code: entry.code });
  expect(withSentence(error, "It goes on.")).toBeInstanceOf(IffcError);
  const bug = new Error("a bug");
  expect(withSentence(bug, "It goes on.")).toBe(bug);
});
