import { describe, expect, it } from "vitest";
import * as decorators from "./index.ts";
import type { BundledModule, Kind } from "./kind.ts";
import { decoratorNamed, kindNamed, kinds } from "./registry.ts";

const triggers = kinds.flatMap((kind) => kind.triggers);
const resources = kinds.flatMap((kind) => kind.resource ?? []);
const triggerNames = triggers.flatMap((trigger) => Object.keys(trigger.decorators));
const resourceNames = resources.flatMap(({ decorator }) => decorator ?? []);

describe("lookups", () => {
  it("find a kind by its name", () => {
    expect(kindNamed("queue")?.name).toBe("queue");
    expect(kindNamed("constructor")).toBeUndefined();
  });

  it("find what a decorator declares", () => {
    expect(decoratorNamed("Queue")).toMatchObject({ role: "resource", kind: { name: "queue" } });
    expect(decoratorNamed("Patch")).toMatchObject({ role: "trigger", kind: { name: "http" } });
    expect(decoratorNamed("Service")).toBeUndefined();
    expect(decoratorNamed("toString")).toBeUndefined();
  });

  it("look through the kinds that they are given", () => {
    const own: Kind = { name: "own", triggers: [], findings: [], local: () => Promise.reject(new Error("none")) };
    expect(kindNamed("own", [...kinds, own])).toBe(own);
    expect(decoratorNamed("Queue", [own])).toBeUndefined();
  });
});

describe("the definitions", () => {
  it("are in the order of their names, each once", () => {
    const names = kinds.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)].sort());
  });

  it("name exactly the decorators that the package exports", () => {
    expect([...resourceNames, ...triggerNames].sort()).toEqual(Object.keys(decorators).sort());
  });

  it("let a capability have only verbs that there are", () => {
    for (const { verbs, capabilities } of resources) {
      const allowed = Object.values(capabilities).flat();
      expect(Object.keys(verbs)).toEqual(expect.arrayContaining(allowed));
    }
  });

  it("name modules that exist and export what they say", async () => {
    const modules: BundledModule[] = [
      ...triggers.map(({ serve }) => serve),
      ...resources.flatMap(({ client }) => client ?? []),
    ];
    for (const { module, factory } of modules) {
      expect(await import(module)).toHaveProperty(factory, expect.any(Function));
    }
  });

  it("grant exactly for the methods that each client has", async () => {
    for (const { client, verbs } of resources) {
      if (!client) continue;
      const factories = (await import(client.module)) as Record<string, (settings: object) => object>;
      const made = factories[client.factory]?.({ url: "https://queue", name: "name", indexes: {}, partitionKey: "id" });
      expect(Object.keys(made ?? {}).sort()).toEqual(Object.keys(verbs).sort());
    }
  });

  it("leave enough room between the time that functions get and the most that they may have", () => {
    for (const { timeout } of triggers) {
      expect(timeout.default).toBeGreaterThanOrEqual(1);
      expect(timeout.default).toBeLessThanOrEqual(timeout.max);
      expect(timeout.max).toBeLessThanOrEqual(900);
    }
  });

  it("load their stand-ins on first use", async () => {
    for (const kind of kinds) expect(await kind.local()).toHaveProperty("open", expect.any(Function));
  });
});

describe("the findings", () => {
  const all = kinds.flatMap((kind) => kind.findings);

  it("have codes of their own, in the range of their kind", () => {
    expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
    for (const kind of kinds) {
      expect(new Set(kind.findings.map(({ code }) => code.slice(0, 6))).size).toBeLessThanOrEqual(1);
      for (const { code } of kind.findings) expect(code).toMatch(/^IFFC2[1-9]\d\d$/u);
    }
  });

  it("say what is wrong and what to do, in whole sentences", () => {
    for (const { title, hint, page } of all) {
      expect(title).toMatch(/^[A-Z].*\.$/u);
      expect(hint).toMatch(/^[A-Z][^]*[.?)]$/u);
      expect(page.length).toBeGreaterThan(hint.length);
    }
  });
});
