import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { inParallel, width } from "./parallel.ts";

test("results come in the order of the items, and no more run at once than allowed", async () => {
  let running = 0;
  let most = 0;
  const items = Array.from({ length: 30 }, (_, index) => index);
  const results = await inParallel(items, async (item) => {
    most = Math.max(most, ++running);
    for (let turn = 0; turn < (item % 3) + 1; turn++) await setImmediate();
    running--;
    return item * 2;
  });
  expect(results).toEqual(items.map((item) => item * 2));
  expect(most).toBe(width);
});

test("after a failure nothing new begins, and what had begun is waited for", async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = inParallel(
    Array.from({ length: 20 }, (_, index) => index),
    async (item) => {
      begun.push(item);
      await setImmediate();
      if (item === 0) throw new Error("the first");
      await setImmediate();
      ended.push(item);
    },
  );
  await expect(work).rejects.toThrow("the first");
  expect(begun).toHaveLength(width);
  expect(ended).toHaveLength(width - 1);
});

test("nothing to do is done", async () => {
  expect(await inParallel([], () => Promise.reject(new Error("never")))).toEqual([]);
});
