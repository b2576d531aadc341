import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { progressReporter } from "./progress.ts";
import { openTerminal } from "./terminal.ts";

interface Screen {
  readonly terminal: ReturnType<typeof openTerminal>;
  readonly output: PassThrough;
  readonly written: () => { readonly output: string; readonly errors: string };
}

/** A terminal whose streams are terminals or not, as a test says. */
function open(
  isTTY: { output: boolean; errors: boolean; input?: boolean },
  environment: NodeJS.ProcessEnv = {},
): Screen {
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  Object.assign(input, { isTTY: isTTY.input ?? true });
  Object.assign(output, { isTTY: isTTY.output, columns: 40 });
  Object.assign(errors, { isTTY: isTTY.errors, columns: 40 });
  const read = (stream: PassThrough): string => (stream.read() as Buffer | null)?.toString() ?? "";
  return {
    terminal: openTerminal({ input, output, errors }, environment),
    output,
    written: () => ({ output: read(output), errors: read(errors) }),
  };
}

test("each stream shows the colours that it can show", () => {
  const { terminal, written } = open({ output: false, errors: true });
  terminal.print(terminal.colors.red("result"));
  terminal.note(terminal.colors.red("note"));
  expect(written()).toEqual({ output: "result\n", errors: "\u001b[31mnote\u001b[39m\n" });
});

test.each([{ NO_COLOR: "1" }, { TERM: "dumb" }])("no stream shows colours with %j", (environment) => {
  const { terminal, written } = open({ output: true, errors: true }, environment);
  terminal.print(terminal.colors.red("result"));
  expect(written().output).toBe("result\n");
});

test("what would steer the terminal is made visible", () => {
  const { terminal, written } = open({ output: true, errors: true });
  terminal.print("a\u001b]0;title\u0007b\rc\u009bd");
  expect(written().output).toBe("a\ufffd]0;title\ufffdb\ufffdc\ufffdd\n");
});

test.each([
  [{ output: true, errors: true }, {}, true],
  [{ output: false, errors: true }, {}, true],
  [{ output: true, errors: true, input: false }, {}, false],
  [{ output: true, errors: false }, {}, false],
  [{ output: true, errors: true }, { CI: "1" }, false],
])("whether anybody can answer: %j %j", (isTTY, environment, expected) => {
  expect(open(isTTY, environment).terminal.interactive).toBe(expected);
});

test("progress stays on one line of the terminal, however long it is", () => {
  const { terminal, written } = open({ output: true, errors: true });
  terminal.update("x".repeat(99));
  terminal.note("done");
  expect(written().errors).toBe(`\u001b[2m${"x".repeat(39)}\u001b[22m\r\u001b[2Kdone\n`);
});

test("phases that run side by side are shown together until each has ended", () => {
  const { terminal, written } = open({ output: true, errors: true }, { NO_COLOR: "1" });
  const reporter = progressReporter(terminal);
  reporter.report({ type: "phase.started", phase: "types" });
  reporter.report({ type: "phase.started", phase: "plan" });
  reporter.report({ type: "phase.finished", phase: "plan", milliseconds: 10, detail: "2 functions" });
  reporter.report({ type: "phase.failed", phase: "types" });
  expect(written().errors.split("\r\u001b[2K")).toEqual([
    "… Check types",
    "… Check types, Plan",
    "✓ Plan · 2 functions · 0.01 s\n… Check types",
    "✗ Check types\n",
  ]);
});

test("where nobody watches, the steps of a long deploy are appended and its resources are not", () => {
  const { terminal, written } = open({ output: false, errors: false });
  const reporter = progressReporter(terminal);
  reporter.report({ type: "phase.started", phase: "deploy" });
  reporter.report({ type: "phase.progress", phase: "deploy", detail: "shop-dev-state: creating" });
  reporter.report({ type: "resource.status", id: "Orders.orders", status: "CREATE_IN_PROGRESS" });
  reporter.report({ type: "phase.finished", phase: "deploy", milliseconds: 1000 });
  expect(written().errors).toBe("… shop-dev-state: creating\n✓ Deploy · 1.00 s\n");
});

test("a reader that goes away closes the output and nothing else", async () => {
  const { terminal, output, written } = open({ output: false, errors: false });
  output.destroy(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
  await new Promise((resolve) => output.once("close", resolve));
  expect(terminal.closed.aborted).toBe(true);
  terminal.print("to nobody");
  terminal.note("to somebody");
  expect(written()).toEqual({ output: "", errors: "to somebody\n" });
});
