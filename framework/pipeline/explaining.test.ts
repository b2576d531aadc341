import { expect, test } from "vitest";
import { catalogue, explainCode } from "./explaining.ts";

test("every code is one thing's alone, and says what happened, what to do and why", () => {
  const entries = catalogue();
  expect(new Set(entries.map(({ code }) => code)).size).toBe(entries.length);
  for (const { code, title, hint, page } of entries) {
    expect(code).toMatch(/^IFFC\d{4}$/u);
    expect(title, code).toMatch(/\S\.$/u);
    expect(hint, code).toMatch(/\S/u);
    expect(page.length, code).toBeGreaterThan(60);
  }
});

test.each(["IFFC5001", "iffc5001", "5001"])("%s is found", (text) => {
  expect(explainCode(text)?.code).toBe("IFFC5001");
});

test("a code that nothing has is not found", () => {
  expect(explainCode("IFFC0000")).toBeUndefined();
});
