import { describe, expect, it } from "vitest";
import { alternate, type Subject } from "./alternate.ts";

function recorder() {
  const log: string[] = [];
  let count = 0;
  const subject = (name: string): Subject => ({
    prepare: () => void log.push(`prepare ${name}`),
    measure: async () => {
      log.push(name);
      return count++;
    },
  });
  return { log, subject };
}

describe("alternate", () => {
  it("turns the order around every other round", async () => {
    const { log, subject } = recorder();
    await alternate({ a: subject("a"), b: subject("b") }, { runs: 3, warmUp: false });
    expect(log.filter((entry) => !entry.startsWith("prepare"))).toEqual(["a", "b", "b", "a", "a", "b"]);
  });

  it("keeps the values of a round at the same index, without the warm-up's", async () => {
    const { subject } = recorder();
    const values = await alternate({ a: subject("a"), b: subject("b") }, { runs: 2 });
    expect(values).toEqual({ a: [2, 5], b: [3, 4] });
  });

  it("prepares each measurement", async () => {
    const { log, subject } = recorder();
    await alternate({ a: subject("a") }, { runs: 2 });
    expect(log).toEqual(["prepare a", "a", "prepare a", "a", "prepare a", "a"]);
  });
});
