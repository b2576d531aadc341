import { expect, test } from "vitest";
import { manualClock } from "../../../../test/fakes/manual-clock.ts";
import { createDrain } from "./drain.ts";

test("an end waits for what is under way, failures too", async () => {
  const clock = manualClock();
  const drain = createDrain(clock);
  const [first, second] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  expect(drain.track(first.promise)).toBe(first.promise);
  drain.track(second.promise).catch(() => undefined);
  let isSettled = false;
  const settled = drain.settled(1000).then(() => {
    isSettled = true;
  });
  first.resolve("done");
  await clock.advance(999);
  expect(isSettled).toBe(false);
  second.reject(new Error("failed"));
  await settled;
  expect(clock.pending()).toBe(0);
});

test("it does not wait for ever", async () => {
  const clock = manualClock();
  const drain = createDrain(clock);
  void drain.track(Promise.withResolvers<void>().promise);
  const settled = drain.settled(1000);
  await clock.advance(1000);
  await settled;
  expect(clock.pending()).toBe(0);
});

test("with nothing under way it ends at once", async () => {
  const clock = manualClock();
  await createDrain(clock).settled(1000);
  expect(clock.pending()).toBe(0);
});
