import { describe, expect, it } from "vitest";
import { parsePs, parseStatus, residentOfTree, sumOfTree } from "./memory.ts";

describe("sumOfTree", () => {
  const processes = [
    { pid: 4, parent: 2, resident: 4096 },
    { pid: 1, parent: 0, resident: 1024 },
    { pid: 2, parent: 1, resident: 2048 },
    { pid: 3, parent: 1, resident: 1024 },
    { pid: 5, parent: 9, resident: 8192 },
  ];

  it("adds up a process and its descendants, in whatever order they are listed", () => {
    expect(sumOfTree(processes, 1)).toBe(8);
    expect(sumOfTree(processes, 2)).toBe(6);
    expect(sumOfTree(processes, 5)).toBe(8);
  });

  it("is nothing once the process is gone", () => {
    expect(sumOfTree(processes, 9)).toBe(0);
  });
});

describe("lists of processes", () => {
  it("reads the status of one", () => {
    const text = "Name:\tnode\nTgid:\t12\nPid:\t12\nPPid:\t7\nTracerPid:\t0\nVmHWM:\t   90 kB\nVmRSS:\t   80 kB\n";
    expect(parseStatus(text)).toEqual({ pid: 12, parent: 7, resident: 80 });
    expect(parseStatus("Name:\tkthreadd\nPid:\t2\nPPid:\t0\n")).toEqual({ pid: 2, parent: 0, resident: 0 });
  });

  it("reads what ps prints", () => {
    expect(parsePs("  12     7  80\n    1     0 100\n")).toEqual([
      { pid: 12, parent: 7, resident: 80 },
      { pid: 1, parent: 0, resident: 100 },
    ]);
  });

  it("finds this very process", () => {
    expect(residentOfTree(process.pid)).toBeGreaterThan(10);
  });
});
