import { describe, expect, it } from "vitest";
import { fakeKinds } from "../../test/fakes/kind.ts";
import { handler, line, model, resource, service, trigger, use } from "../../test/fakes/model.ts";
import type { Finding } from "../diagnostics/diagnostic.ts";
import type { ResourceDefinition } from "../kinds/kind.ts";
import type { JsonObject } from "../model/json.ts";
import type { Model } from "../model/model.ts";
import type { Plan, PlannedFunction } from "../model/plan.ts";
import { type Approval, createPlan, type Deployed, type Settings } from "./plan.ts";

const settings: Settings = {
  app: "shop",
  environment: { name: "dev", target: "aws", account: "111111111111", region: "eu-central-1", posture: "sandbox" },
  functions: {},
};

function plan(parts: Partial<Model>, input: Partial<Settings & Deployed> = {}) {
  return createPlan(model(parts), { ...settings, approved: [], ...input }, fakeKinds);
}

function functionOf(result: { plan: Plan }, id: string): PlannedFunction {
  const found = result.plan.functions.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`There is no function ${id}.`);
  return found;
}

const orders = service("Orders");
const shelf = resource("Orders.shelf", "shelf");
const knock = trigger("door", "Knock");

describe("a plan", () => {
  it("makes a function of every handler, with exactly what it uses", () => {
    const uses = [use("Orders.shelf", "take", { at: [line(7)] }), use("Orders.shelf", "reach", { argument: "top" })];
    const result = plan({
      services: [orders],
      resources: [shelf],
      handlers: [handler("Orders.place", [knock], { uses })],
    });
    expect(result.diagnostics).toEqual([]);
    const planned = functionOf(result, "Orders.place");
    expect(planned).toMatchObject({ name: "shop-dev-Orders-place", memory: 512, timeout: 10 });
    expect(planned.environment).toEqual({ ORDERS_SHELF_ARN: { resource: "Orders.shelf", attribute: "arn" } });
    const grants = planned.grants.map(({ reason, actions, resources }) => ({ reason, actions, resources }));
    expect(grants).toContainEqual({
      reason: "take",
      actions: ["shelf:Look", "shelf:Take"],
      resources: [{ resource: "Orders.shelf", attribute: "arn" }],
    });
    expect(grants).toContainEqual({
      reason: "reach",
      actions: ["shelf:Reach"],
      resources: [{ join: [{ resource: "Orders.shelf", attribute: "arn" }, "/top"] }],
    });
    expect(grants).toContainEqual(expect.objectContaining({ reason: "@Knock", actions: ["shelf:Watch"] }));
    expect(grants).toHaveLength(3);
  });

  it("binds clients only where they are used, and constructs dependencies first", () => {
    const store = service("Store", { role: "resources" });
    const user = service("Orders", { dependencies: ["Store"] });
    const fields = [resource("Store.near", "shelf"), resource("Store.far", "shelf", { properties: { wood: "oak" } })];
    const uses = [use("Store.far", "take")];
    const result = plan({
      services: [user, store],
      resources: fields,
      handlers: [handler("Orders.place", [knock], { uses })],
    });
    const { construction } = functionOf(result, "Orders.place");
    expect(construction.map((step) => step.service)).toEqual(["Store", "Orders"]);
    expect(construction[0]?.bindings).toEqual([
      {
        field: "far",
        resource: "Store.far",
        kind: "shelf",
        variables: { arn: "STORE_FAR_ARN" },
        settings: { wood: "oak" },
      },
    ]);
  });

  it("settles resources against what listens to them", () => {
    const onPut = trigger("shelf", "OnPut", { resource: "Orders.shelf" });
    const handlers = [handler("Orders.fulfil", [onPut], { options: { timeout: 60 } })];
    const result = plan({ services: [orders], resources: [shelf], handlers });
    expect(result.plan.resources.find(({ id }) => id === "Orders.shelf")?.properties).toEqual({ patience: 360 });
  });

  it("makes one implicit resource for the whole app", () => {
    const handlers = [handler("Orders.place", [knock]), handler("Orders.find", [trigger("door", "KnockTwice")])];
    const result = plan({ services: [orders], handlers });
    expect(result.plan.resources.map(({ id, kind }) => ({ id, kind }))).toEqual([{ id: "Door", kind: "door" }]);
    expect(result.plan.triggers.every((item) => item.resource === "Door")).toBe(true);
  });

  it("gives a class one function where it asks for it, except for what cannot share", () => {
    const shared = service("Orders", { functions: "one", options: { memory: 256 } });
    const handlers = [
      handler("Orders.place", [knock], { options: { memory: 1024 } }),
      handler("Orders.find", [knock, knock]),
      handler("Orders.fulfil", [trigger("shelf", "OnPut", { resource: "Orders.shelf" })]),
    ];
    const result = plan({ services: [shared], resources: [shelf], handlers });
    expect(result.plan.functions.map(({ id, memory }) => [id, memory])).toEqual([
      ["Orders", 1024],
      ["Orders.fulfil", 256],
    ]);
    expect(result.plan.triggers.map(({ id }) => id)).toEqual([
      "Orders.find",
      "Orders.find#2",
      "Orders.fulfil",
      "Orders.place",
    ]);
  });

  it("takes a timeout from the handler, its service, the app or the trigger, in this order", () => {
    const of = (handlerTimeout?: number, serviceTimeout?: number, appTimeout?: number): number | undefined => {
      const own = service("Orders", { options: serviceTimeout === undefined ? {} : { timeout: serviceTimeout } });
      const options = handlerTimeout === undefined ? {} : { timeout: handlerTimeout };
      const functions = appTimeout === undefined ? {} : { timeout: appTimeout };
      return plan({ services: [own], handlers: [handler("Orders.place", [knock], { options })] }, { functions }).plan
        .functions[0]?.timeout;
    };
    expect([of(5, 6, 7), of(undefined, 6, 7), of(undefined, undefined, 7), of(), of(undefined, 120)]).toEqual([
      5, 6, 7, 10, 29,
    ]);
  });

  it("cuts from a class what its other handlers alone need", () => {
    const spans = { place: { start: 10, end: 20 }, find: { start: 30, end: 40 }, log: { start: 50, end: 60 } };
    const own = service("Orders", { decorators: [{ start: 0, end: 5 }] });
    const handlers = [
      handler("Orders.place", [knock], { span: spans.place, calls: ["Orders.log"] }),
      handler("Orders.find", [knock], { span: spans.find }),
      handler("Orders.log", [knock], { span: spans.log }),
    ];
    const cuts = (id: string, divisible: boolean) =>
      functionOf(plan({ services: [{ ...own, divisible }], handlers }), id).construction[0]?.cuts;
    expect(cuts("Orders.place", true)).toEqual([{ start: 0, end: 5 }, spans.find]);
    expect(cuts("Orders.find", true)).toEqual([{ start: 0, end: 5 }, spans.place, spans.log]);
    expect(cuts("Orders.place", false)).toEqual([{ start: 0, end: 5 }]);
  });
});

describe("a plan that AWS would refuse", () => {
  const withEnvironment = (environment: Record<string, string>) =>
    plan({ services: [orders], handlers: [handler("Orders.place", [knock], { options: { environment } })] })
      .diagnostics;

  it("C6: measures the environment as JSON, warns at nine tenths and refuses beyond the limit", () => {
    const overhead = JSON.stringify({ VALUE: "" }).length;
    const severity = (size: number) => withEnvironment({ VALUE: "y".repeat(size - overhead) })[0]?.severity;
    expect([severity(3686), severity(3687), severity(4096), severity(4097)]).toEqual([
      undefined,
      "warning",
      "warning",
      "error",
    ]);
  });

  it("C8: refuses a timeout that the trigger does not allow, at the trigger", () => {
    const handlers = [
      handler("Orders.place", [trigger("door", "Knock", { declaredAt: line(9) })], { options: { timeout: 60 } }),
    ];
    const [found] = plan({ services: [orders], handlers }).diagnostics;
    expect(found).toMatchObject({ code: "IFFC2030", at: { line: 9 } });
  });

  it("warns of a reserved concurrency of nothing", () => {
    const handlers = [handler("Orders.place", [knock], { options: { concurrency: 0 } })];
    expect(plan({ services: [orders], handlers }).diagnostics).toMatchObject([
      { code: "IFFC2031", severity: "warning" },
    ]);
  });

  it("names both places where two ids become one logical id", () => {
    const resources = [
      resource("Orders.item", "shelf", { declaredAt: line(3) }),
      resource("Orders.Item", "shelf", { declaredAt: line(4) }),
    ];
    const { diagnostics } = plan({ services: [orders], resources });
    expect(diagnostics).toMatchObject([{ code: "IFFC2001", at: { line: 4 }, related: [{ at: { line: 3 } }] }]);
  });
});

describe("compared with what is deployed", () => {
  const oak = resource("Orders.shelf", "shelf", { properties: { wood: "oak" } });
  const deployed = plan({ services: [orders], resources: [oak] }).plan;
  const against = (parts: Partial<Model>, approved: readonly Approval[] = []) =>
    plan({ services: [orders], ...parts }, { plan: deployed, approved });

  it("says what differs, from what to what, and leaves out what it says as permissions", () => {
    const before = plan({ services: [orders], resources: [oak], handlers: [handler("Orders.place", [knock])] }).plan;
    const now = (options: JsonObject, uses: readonly ReturnType<typeof use>[] = []) =>
      plan(
        { services: [orders], resources: [oak], handlers: [handler("Orders.place", [knock], { options, uses })] },
        { plan: before },
      ).plan.changes.find(({ subject }) => subject === "function")?.detail;
    expect(now({ memory: 1024, environment: { LOG: "debug" } })).toBe(
      'environment.LOG: none → "debug", memory: 512 → 1024',
    );
    expect(now({}, [use("Orders.shelf", "take")])).toBe("what it uses");
    expect(now({ environment: { LONG: "x".repeat(99) } })).toBe(`environment.LONG: none → "${"x".repeat(58)}…`);
    expect(now({})).toBeUndefined();
  });

  it("changes nothing when nothing changed, wherever it stands", () => {
    const moved = { ...oak, declaredAt: line(99, "elsewhere.ts") };
    expect(against({ resources: [moved] })).toMatchObject({ plan: { changes: [] }, diagnostics: [] });
  });

  it("A7: stops before a replacement that loses data, and says which property", () => {
    const resources = [{ ...oak, properties: { wood: "ash" } }];
    const [found] = against({ resources }).diagnostics;
    expect(found).toMatchObject({
      code: "IFFC2010",
      exit: 3,
      message: expect.stringContaining('wood: "oak" → "ash"') as string,
    });
    expect(against({ resources }, [{ action: "replace", id: "Orders.shelf" }]).diagnostics).toEqual([]);
  });

  it("asks the kind about a change that keeps the resource, except on a laptop", () => {
    const tall: Finding = { code: "IFFC2999", title: "Too tall.", hint: "Saw.", page: "It does not fit.", exit: 3 };
    const update: ResourceDefinition["update"] = (now, before, report) => {
      report(tall);
      return { ...now, was: before["boards"] ?? null };
    };
    const kinds = fakeKinds.map((kind) =>
      kind.resource?.decorator === "Shelf" ? { ...kind, resource: { ...kind.resource, update } } : kind,
    );
    const planWith = (properties: JsonObject, environment = settings.environment) =>
      createPlan(
        model({ services: [orders], resources: [{ ...oak, properties }] }),
        { ...settings, environment, plan: deployed, approved: [] },
        kinds,
      );
    const changed = planWith({ wood: "oak", boards: 4 });
    expect(changed.plan.resources[0]?.properties).toMatchObject({ boards: 4, was: null });
    expect(changed.diagnostics).toMatchObject([{ code: "IFFC2999", exit: 3, at: oak.declaredAt }]);
    const local = { ...settings.environment, target: "local" as const };
    expect(planWith({ wood: "oak", boards: 4 }, local).diagnostics).toEqual([]);
    expect(planWith({ wood: "ash" }).diagnostics).toMatchObject([{ code: "IFFC2010" }]);
  });

  it("A6: recognises a rename and prints the id that keeps the data", () => {
    const resources = [{ ...oak, id: "Orders.rack", field: "rack" }];
    const [found] = against({ resources }).diagnostics;
    expect(found).toMatchObject({
      code: "IFFC2011",
      exit: 3,
      hint: expect.stringContaining('id: "Orders.shelf"') as string,
    });
  });

  it("stops before a removal on AWS, and keeps the data on a laptop", () => {
    expect(against({}).diagnostics).toMatchObject([{ code: "IFFC2012", exit: 3 }]);
    const local = { ...settings.environment, target: "local", posture: "local" } as const;
    const here = (...approved: readonly Approval[]) =>
      plan({ services: [orders] }, { plan: deployed, environment: local, approved });
    expect(here().diagnostics).toEqual([]);
    expect(here().plan?.changes).toContainEqual(expect.objectContaining({ id: "Orders.shelf", losesData: false }));
    const told = here({ action: "remove", id: "Orders.shelf" });
    expect(told.plan?.changes).toContainEqual(expect.objectContaining({ id: "Orders.shelf", losesData: true }));
  });

  it("takes each approval for just the loss that it names, and refuses those of what does not happen", () => {
    const replaced = { resources: [{ ...oak, properties: { wood: "ash" } }] };
    const found = (parts: Partial<Model>, ...approved: readonly Approval[]) =>
      against(parts, approved).diagnostics.map(({ code, exit, hint }) => `${code} ${exit} ${hint}`);
    const unused = (hint: string): string => `IFFC2013 2 ${hint}`;
    const loses = (code: string): unknown => expect.stringMatching(`^${code} 3 `);
    expect(found({}, { action: "remove", id: "Orders.shelf" })).toEqual([]);
    expect(found({}, { action: "replace", id: "Orders.shelf" })).toEqual([
      unused("The plan would remove it: --allow-remove Orders.shelf"),
      loses("IFFC2012"),
    ]);
    expect(found(replaced, { action: "remove", id: "Orders.shelf" })).toEqual([
      unused("The plan would replace it: --allow-replace Orders.shelf"),
      loses("IFFC2010"),
    ]);
    expect(found(replaced, { action: "replace", id: "Orders.shlef" })).toEqual([
      unused("Did you mean `Orders.shelf`?"),
      loses("IFFC2010"),
    ]);
    expect(found({ resources: [oak] }, { action: "remove", id: "Orders.shelf" })).toEqual([
      unused("Leave the option out: nothing that holds data is removed."),
    ]);
  });

  it("names what starts a handler, for triggers that come, stay and go", () => {
    const handlers = [handler("Orders.fulfil", [trigger("shelf", "OnPut", { resource: "Orders.shelf" })])];
    const parts = { services: [orders], resources: [oak] };
    const labelled = (now: Partial<Model>, before: Plan) =>
      plan({ ...parts, ...now }, { plan: before }).plan.changes.flatMap(({ action, label }) =>
        label === undefined ? [] : [`${action} ${label}`],
      );
    expect(labelled({ handlers }, deployed)).toEqual(["create what is put on Orders.shelf"]);
    const before = plan({ ...parts, handlers }).plan;
    expect(labelled({}, before)).toEqual(["remove what is put on Orders.shelf"]);
    const forgotten = { ...before, triggers: before.triggers.map((each) => ({ ...each, kind: "barrel" })) };
    expect(labelled({}, forgotten)).toEqual([]);
    expect(labelled({ handlers }, forgotten)).toEqual(["update what is put on Orders.shelf"]);
  });

  it("lists every permission that comes or goes, with the line that needs it", () => {
    const uses = [use("Orders.shelf", "take", { at: [line(12)] })];
    const before = plan({ services: [orders], resources: [oak], handlers: [handler("Orders.place", [knock])] }).plan;
    const after = plan(
      { services: [orders], resources: [oak], handlers: [handler("Orders.place", [knock], { uses })] },
      { plan: before },
    ).plan;
    const permissions = after.changes.filter(({ subject }) => subject === "permission");
    expect(permissions.map(({ action, detail, at }) => `${action} ${detail} ${at?.line}`)).toEqual([
      "grant shelf:Look on Orders.shelf 12",
      "grant shelf:Take on Orders.shelf 12",
    ]);
  });

  it("has a digest that any decision changes and nothing else does", () => {
    const again = plan({ services: [orders], resources: [oak] }).plan;
    const other = plan({ services: [orders], resources: [{ ...oak, properties: { wood: "ash" } }] }).plan;
    expect(again.digest).toBe(deployed.digest);
    expect(other.digest).not.toBe(deployed.digest);
  });
});
