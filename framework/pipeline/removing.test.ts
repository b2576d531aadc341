import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { App } from "./app.ts";
import { confirmationOf, destroyApp } from "./removing.ts";

const root = mkdtempSync(join(tmpdir(), "iffc-removing-"));
afterAll(() => rmSync(root, { recursive: true }));

const pinned = { target: "aws", account: "123456789012", region: "eu-central-1" } as const;
const app: App = {
  root,
  name: "shop",
  config: {
    name: "shop",
    environments: { prod: pinned, dev: { ...pinned, posture: "sandbox" } },
  },
};
const session = { reporter: { report: () => undefined }, signal: new AbortController().signal };

test("T10: what is typed is the environment and its account, and on this machine its name", () => {
  expect(confirmationOf(app, "prod")).toEqual({ text: "prod@123456789012", isRequired: true });
  expect(confirmationOf(app, "dev")).toEqual({ text: "dev@123456789012", isRequired: false });
  expect(confirmationOf(app, "local")).toEqual({ text: "local", isRequired: false });
});

/** Without credentials any call would fail with another code. */
test.each([
  ["prod", undefined],
  ["prod", ""],
  ["prod", "prod"],
  ["prod", "dev@123456789012"],
  ["prod", "prod@999999999999"],
  ["dev", "prod@123456789012"],
  ["local", "locla"],
])("T10: removing %s, confirmed with %j, is refused before any call", async (environment, confirmation) => {
  const request = { environment, ...(confirmation !== undefined && { confirmation }) };
  const refused = destroyApp(app, request, session);
  await expect(refused).rejects.toMatchObject({ code: "IFFC9013", exit: 3, fault: "user" });
  await expect(refused).rejects.toThrow("Nothing was removed.");
});

test.each([undefined, "local"])("this machine's environment goes with %j", async (confirmation) => {
  const request = { environment: "local", ...(confirmation !== undefined && { confirmation }) };
  expect(await destroyApp(app, request, session)).toEqual({ removed: [], kept: [] });
});
