import { expect, test } from "vitest";
import { instantClock, openTestSession } from "../../../test/fakes/cloud.ts";
import { throttled } from "./errors/access.ts";
import { failure } from "../../diagnostics/failure.ts";
import { poll } from "./poll.ts";

test("asks until there is an answer, every two seconds", async () => {
  const session = await openTestSession();
  let questions = 0;
  const answer = await poll(session, { ask: async () => (++questions === 3 ? "yes" : undefined) });
  expect({ answer, now: session.clock.now() }).toEqual({ answer: "yes", now: 4_000 });
});

test("goes on asking while AWS is slow, but not for ever", async () => {
  const session = await openTestSession();
  let questions = 0;
  const ask = async (): Promise<undefined> => {
    questions++;
    throw failure(throttled);
  };
  await expect(poll(session, { ask, interval: 1_000 })).rejects.toMatchObject({ code: throttled.code });
  expect(questions).toBe(302);
});

test("an answer in between starts the patience anew", async () => {
  const session = await openTestSession();
  let questions = 0;
  const ask = async (): Promise<true | undefined> => {
    if (++questions > 500) return true;
    if (questions % 250 === 0) return undefined;
    throw failure(throttled);
  };
  expect(await poll(session, { ask, interval: 1_000 })).toBe(true);
});

test("anything else ends it at once", async () => {
  const session = await openTestSession();
  const ask = async (): Promise<undefined> => {
    throw new Error("a bug");
  };
  await expect(poll(session, { ask })).rejects.toThrow("a bug");
  expect(session.clock.now()).toBe(0);
});

test("an interrupt ends only what may be interrupted", async () => {
  const controller = new AbortController();
  const clock = instantClock((now) => now >= 4_000 && controller.abort());
  const session = await openTestSession({ clock, signal: controller.signal });
  const stopping = poll(session, { ask: async () => undefined, stopsWith: "It goes on." });
  await expect(stopping).rejects.toThrow("Interrupted. It goes on.");
  let questions = 0;
  expect(await poll(session, { ask: async () => (++questions === 5 ? true : undefined) })).toBe(true);
});
