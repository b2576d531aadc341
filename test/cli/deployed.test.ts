/** The command line on an app that runs: what a change of its code would do, said and refused. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { change, expectGolden, makeApp, makeFolder, run, show } from "./run.ts";

const folder = makeFolder();
let app: string;
let original = "";

beforeAll(() => {
  app = makeApp(folder, "app");
  change(join(app, "orders.ts"), (text) => (original = text));
  const { status, stderr } = run(app, ["deploy", "--env", "local"]);
  expect(status, stderr).toBe(0);
});

afterAll(() => {
  run(app, ["destroy", "--env", "local", "--yes"]);
  rmSync(folder, { recursive: true, force: true });
});

function edit(...replacements: readonly (readonly [string, string])[]): void {
  change(join(app, "orders.ts"), () =>
    replacements.reduce((text, [from, to]) => {
      expect(text).toContain(from);
      return text.replaceAll(from, to);
    }, original),
  );
}

const renamed = [
  ["orders!:", "purchases!:"],
  ["this.orders.", "this.purchases."],
] as const;
const rekeyed = [
  ['partitionKey: "id"', 'partitionKey: "sku"'],
  ['Table<Order, "id">', 'Table<Order, "sku">'],
  ["/orders/{id}", "/orders/{sku}"],
  ["path: { id: string }", "path: { sku: string }"],
  ["{ id: path.id }", "{ sku: path.sku }"],
] as const;

describe("a change of an app that is deployed", () => {
  it("of nothing says so", () => {
    edit();
    expectGolden("plan-unchanged", show(app, ["plan"]));
  });

  it("of settings and permissions is shown with what changes, and where", () => {
    edit(['@Every("1 hour")', '@Every("2 hours", { memory: 1024 })'], ["await this.incoming.send(order);", ""]);
    expectGolden("plan-changed", show(app, ["plan"]));
  });

  it("A6: of a name stops, and prints the id that keeps the data", () => {
    edit(...renamed);
    expectGolden("plan-renamed", show(app, ["plan"]));
    expect(run(app, ["deploy", "--env", "local"])).toMatchObject({ status: 3, stdout: "" });
    edit(...renamed, ['@Table({ partitionKey: "id" })', '@Table({ id: "Orders.orders", partitionKey: "id" })']);
    expect(run(app, ["plan"]).status).toBe(0);
  });

  it("A7: of a key stops with what it was and what it becomes, until the resource is named", () => {
    edit(...rekeyed);
    expectGolden("plan-replaced", show(app, ["plan"]));
    expect(run(app, ["deploy", "--env", "local"])).toMatchObject({ status: 3, stdout: "" });
    expectGolden("plan-replaced-approved", show(app, ["plan", "--allow-replace", "Orders.orders"]));
  });

  it("is approved exactly: an approval of something else stops as well", () => {
    edit(...rekeyed);
    expectGolden("plan-approved-wrongly", show(app, ["plan", "--allow-remove", "Orders.orders"]));
    const slip = run(app, ["deploy", "--env", "local", "--allow-replace", "Orders.ordres"]);
    expect(slip).toMatchObject({ status: 2, stdout: "" });
    expect(slip.stderr).toContain("IFFC2013");
    expect(slip.stderr).toContain("Did you mean `Orders.orders`?");
  });

  it("knows its handlers by name", () => {
    expectGolden("invoke-unknown", show(app, ["invoke", "Orders.fnd"]));
    expectGolden("logs-unknown", show(app, ["logs", "Orders.fnd"]));
    expectGolden("logs-no-duration", show(app, ["logs", "--since", "5"]));
    expectGolden("logs-nothing", show(app, ["logs"]));
    expectGolden("invoke", show(app, ["invoke", "Orders.sweep"]));
  });
});
