import { array, assert, constantFrom, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { digestClosures, type Node } from "./closure.ts";

function graph(edges: Readonly<Record<string, string>>, hashes: Readonly<Record<string, string>> = {}) {
  return new Map(
    Object.entries(edges).map(([path, imports]): [string, Node] => [
      path,
      { path, hash: hashes[path] ?? path, imports: imports.split("") },
    ]),
  );
}

describe("digestClosures", () => {
  it("changes for a file and all that import it, and for no other", () => {
    const edges = { a: "b", b: "c", c: "", d: "c", e: "" };
    const before = digestClosures(graph(edges));
    const after = digestClosures(graph(edges, { c: "changed" }));
    expect([...before.keys()].filter((path) => before.get(path) !== after.get(path)).sort()).toEqual([
      "a",
      "b",
      "c",
      "d",
    ]);
  });

  it("handles files that import one another", () => {
    const edges = { a: "b", b: "ac", c: "" };
    const before = digestClosures(graph(edges));
    expect(before.get("a")).toBe(before.get("b"));
    const after = digestClosures(graph(edges, { a: "changed" }));
    expect(after.get("b")).not.toBe(before.get("b"));
    expect(after.get("c")).toBe(before.get("c"));
  });

  it("changes when an import leads elsewhere", () => {
    const one = digestClosures(graph({ a: "b", b: "", c: "" }, { b: "same", c: "same" }));
    const other = digestClosures(graph({ a: "c", b: "", c: "" }, { b: "same", c: "same" }));
    expect(one.get("a")).not.toBe(other.get("a"));
  });

  it("does not depend on the order of files, and agrees with reachability", () => {
    const names = ["a", "b", "c", "d", "e", "f"];
    const edge = record({ from: constantFrom(...names), to: constantFrom(...names) });
    assert(
      property(array(edge, { maxLength: 14 }), constantFrom(...names), (edges, changed) => {
        const lists = Object.fromEntries(
          names.map((name) => [
            name,
            edges
              .filter(({ from }) => from === name)
              .map(({ to }) => to)
              .join(""),
          ]),
        );
        const before = digestClosures(graph(lists));
        expect(new Map(digestClosures(new Map([...graph(lists)].reverse())))).toEqual(new Map(before));
        const after = digestClosures(graph(lists, { [changed]: "changed" }));
        const reaches = (from: string, seen = new Set<string>()): boolean =>
          from === changed ||
          (!seen.has(from) && Boolean(seen.add(from)) && (lists[from] ?? "").split("").some((to) => reaches(to, seen)));
        for (const name of names) expect(before.get(name) !== after.get(name)).toBe(reaches(name));
      }),
    );
  });
});
