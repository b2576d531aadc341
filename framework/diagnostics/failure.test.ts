import { expect, test } from "vitest";
import { diagnose } from "./diagnostic.ts";
import { IffcError } from "./error.ts";
import { failure, type FailureEntry, isFailure, refuse, withSentence } from "./failure.ts";

const first: FailureEntry = { code: "IFFC0001", title: "It failed.", hint: "Try.", page: "Why.", exit: 4 };
const second: FailureEntry = { ...first, code: "IFFC0002", fault: "user", exit: 2 };

test("an entry becomes an error, with what is said this time", () => {
  const cause = new Error("below");
  expect(failure(first)).toMatchObject({ code: "IFFC0001", message: "It failed.", hint: "Try.", exit: 4 });
  expect(failure(first, { message: "This time.", hint: "Again.", cause })).toMatchObject({
    message: "This time.",
    hint: "Again.",
    cause,
    fault: "environment",
    diagnostics: [],
  });
  expect(failure(second).fault).toBe("user");
});

test("an error is recognised by its code, whichever copy made it", () => {
  expect(isFailure(failure(second), first, second)).toBe(true);
  expect(isFailure(failure(second), first)).toBe(false);
  expect(isFailure(new Error(second.title), second)).toBe(false);
});

test("a further sentence keeps everything else", () => {
  expect(withSentence(failure(first), "It goes on.")).toMatchObject({ message: "It failed. It goes on.", exit: 4 });
  expect(withSentence(failure(first), "It goes on.")).toBeInstanceOf(IffcError);
  const bug = new Error("a bug");
  expect(withSentence(bug, "It goes on.")).toBe(bug);
});

test("findings lead to a failure that counts the errors among them; the code's own come before what is deployed", () => {
  const own = diagnose({ ...first, exit: 2 });
  const deployed = diagnose({ ...first, exit: 3 });
  const warning = diagnose({ ...first, exit: 2, severity: "warning" });
  expect(refuse([own, warning, deployed])).toMatchObject({ message: "2 findings stop this.", exit: 2, fault: "user" });
  expect(refuse([warning, deployed])).toMatchObject({ message: "One finding stops this.", exit: 3 });
});
