import { beforeEach, expect, test } from "vitest";
import { openTestSession, type TestSession, testEnvironment } from "../../../test/fakes/cloud.ts";
import { functionOf, planOf } from "../../../test/templates/plans/build.ts";
import { deployedFunctions } from "./handlers.ts";
import { invoke } from "./invoke.ts";
import { writePlan } from "./record.ts";

let session: TestSession;

const handlers = ["Orders.find", "Orders.place"].map((id) => ({ id, method: id.split(".")[1] ?? "" }));
const plan = planOf({
  environment: testEnvironment,
  functions: [
    functionOf("Orders", { name: "orders-all", handlers }),
    functionOf("Sweep.run", { name: "sweep-run", handlers: [{ id: "Sweep.run", method: "run" }] }),
  ],
});

beforeEach(async () => {
  session = await openTestSession();
  session.cloud.state.objects.buckets.set(session.artifactBucketName, []);
  for (const { name } of plan.functions) session.cloud.state.functions.provision(name, {}, "hash");
});

test("a handler is called through the function that serves it, by the alias", async () => {
  await writePlan(session, plan);
  session.cloud.state.functions.answer = { payload: '{"id":7}', log: "START\n" };
  const answer = await invoke(session, { handler: "Orders.place", payload: '{"sku":"a"}' });
  expect(answer).toEqual({ payload: '{"id":7}', log: "START\n", version: "1" });
  const request = { name: "orders-all", qualifier: "live", payload: '{"sku":"a"}' };
  expect(session.cloud.calls.at(-1)).toEqual({ verb: "functions.invoke", arguments: [request] });
});

test("a handler that throws is a result, and the event is empty unless given", async () => {
  await writePlan(session, plan);
  session.cloud.state.functions.answer = { error: "Unhandled", payload: '{"errorMessage":"no"}', log: "" };
  expect(await invoke(session, { handler: "Sweep.run" })).toMatchObject({ error: "Unhandled" });
  expect(session.cloud.calls.at(-1)?.arguments).toEqual([{ name: "sweep-run", qualifier: "live", payload: "{}" }]);
});

test("a handler that is not deployed is refused with those that are", async () => {
  await writePlan(session, plan);
  const invoking = invoke(session, { handler: "Orders.plaec" });
  await expect(invoking).rejects.toMatchObject({ code: "IFFC5044", exit: 3 });
  await expect(invoking).rejects.toThrow("Deployed are: Orders.find, Orders.place, Sweep.run.");
});

test("nothing can be called before the first deploy", async () => {
  await expect(invoke(session, { handler: "Sweep.run" })).rejects.toMatchObject({ code: "IFFC5032", exit: 3 });
});

test("functions are found by handler or by their own id, each once", async () => {
  await writePlan(session, plan);
  const ids = async (names?: readonly string[]) => (await deployedFunctions(session, names)).map(({ id }) => id);
  expect(await ids(["Orders.find", "Orders.place", "Orders"])).toEqual(["Orders"]);
  expect(await ids()).toEqual(["Orders", "Sweep.run"]);
});
