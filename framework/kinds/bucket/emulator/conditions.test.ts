import { expect, test } from "vitest";
import { checkCopy, checkRead, checkWrite } from "./conditions.ts";

const found = { etag: "abc", modified: Date.parse("2026-03-01T12:00:00.500Z") };
const before = "Sun, 01 Mar 2026 11:59:59 GMT";
const same = "Sun, 01 Mar 2026 12:00:00 GMT";

function outcome(check: () => void): string {
  try {
    check();
    return "passes";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

test.each([
  [{}, "passes"],
  [{ "if-match": '"abc"' }, "passes"],
  [{ "if-match": "abc" }, "passes"],
  [{ "if-match": "*" }, "passes"],
  [{ "if-match": '"x", "abc"' }, "passes"],
  [{ "if-match": '"x"' }, "PreconditionFailed"],
  [{ "if-unmodified-since": same }, "passes"],
  [{ "if-unmodified-since": before }, "PreconditionFailed"],
  [{ "if-unmodified-since": before, "if-match": '"abc"' }, "passes"],
  [{ "if-none-match": '"x"' }, "passes"],
  [{ "if-none-match": '"abc"' }, "NotModified"],
  [{ "if-none-match": 'W/"abc"' }, "NotModified"],
  [{ "if-modified-since": before }, "passes"],
  [{ "if-modified-since": same }, "NotModified"],
  [{ "if-modified-since": same, "if-none-match": '"x"' }, "passes"],
  [{ "if-modified-since": "yesterday" }, "passes"],
])("a read with %j: %s", (headers, expected) => {
  expect(outcome(() => checkRead(headers as Record<string, string>, found))).toBe(expected);
});

test("a copy's conditions fail in one way only", () => {
  expect(outcome(() => checkCopy({ "x-amz-copy-source-if-none-match": '"abc"' }, found))).toBe("PreconditionFailed");
  expect(outcome(() => checkCopy({ "x-amz-copy-source-if-match": '"abc"' }, found))).toBe("passes");
});

test.each([
  [{}, undefined, "passes"],
  [{ "if-none-match": "*" }, undefined, "passes"],
  [{ "if-none-match": "*" }, found, "PreconditionFailed"],
  [{ "if-match": '"abc"' }, found, "passes"],
  [{ "if-match": '"x"' }, found, "PreconditionFailed"],
  [{ "if-match": '"abc"' }, undefined, "NoSuchKey"],
  [{ "if-none-match": '"abc"' }, found, "NotImplemented"],
])("a write with %j over %j: %s", (headers, target, expected) => {
  expect(outcome(() => checkWrite(headers as Record<string, string>, target))).toBe(expected);
});
