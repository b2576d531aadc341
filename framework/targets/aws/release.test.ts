import { beforeEach, describe, expect, test } from "vitest";
import { changesIn, openTestSession, type TestSession } from "../../../test/fakes/cloud.ts";
import { release, type ReleaseItem } from "./release.ts";
import { sha256Of } from "./stored.ts";

let session: TestSession;

beforeEach(async () => {
  session = await openTestSession();
  session.cloud.state.objects.buckets.set("store", []);
});

/** A function as CloudFormation made it, and the item that asks for the given code. */
async function deployed(name: string, { first = "old", next = "new" } = {}): Promise<ReleaseItem> {
  const { functions, objects } = session.cloud.state;
  functions.provision(name, { memory: 512 }, sha256Of(Buffer.from(first)));
  const body = Buffer.from(next);
  const sha256 = sha256Of(body);
  const write = { bucketName: "store", key: `${next}.zip`, body, sha256, contentType: "application/zip" };
  return { id: `Orders.${name}`, name, code: { sha256, location: await objects.write(write) } };
}

const liveOf = async (name: string) => session.cloud.state.functions.describe(name, "live");

describe("a function whose code changed", () => {
  test("is updated, published and put live", async () => {
    const item = await deployed("place");
    const released = await release(session, [item]);
    expect(released).toEqual([
      { id: "Orders.place", name: "place", version: "2", codeSha256: item.code.sha256, changed: true },
    ]);
    expect(await liveOf("place")).toMatchObject({ version: "2", codeSha256: item.code.sha256 });
    expect(changesIn(session.cloud.calls)).toEqual([
      "functions.updateCode",
      "functions.publish",
      "functions.updateAlias",
    ]);
  });

  test("is published only when Lambda has taken the code", async () => {
    session.cloud.state.functions.pendingReads = 3;
    const item = await deployed("place");
    await release(session, [item]);
    const verbs = session.cloud.calls.map(({ verb }) => verb);
    const between = verbs.slice(verbs.indexOf("functions.updateCode") + 1, verbs.indexOf("functions.publish"));
    expect(between).toEqual(Array.from({ length: 4 }, () => "functions.describe"));
  });

  test("changes with the revision that was seen, each time", async () => {
    const item = await deployed("place");
    await release(session, [item]);
    const requests = session.cloud.calls.filter(({ verb }) => /updateCode|publish|updateAlias/u.test(verb));
    for (const request of requests) expect(request.arguments[0]).toMatchObject({ revisionId: expect.any(String) });
    expect(requests[0]?.arguments[0]).toMatchObject({ code: item.code.location });
    expect(requests[1]?.arguments[0]).toMatchObject({ codeSha256: item.code.sha256 });
  });

  test("waits for another update that is under way", async () => {
    const item = await deployed("place");
    let conflicts = 2;
    session.cloud.fault = ({ verb }) =>
      verb === "functions.updateCode" && conflicts-- > 0
        ? { name: "ResourceConflictException", message: "An update is in progress." }
        : undefined;
    expect(await release(session, [item])).toMatchObject([{ version: "2" }]);
  });

  test("gives up on an update that never ends", async () => {
    const item = await deployed("place");
    session.cloud.state.functions.pendingReads = Number.POSITIVE_INFINITY;
    await expect(release(session, [item])).rejects.toThrow('could not update "Orders.place": it is still not ready');
    expect((await session.cloud.state.functions.alias("place", "live"))?.version).toBe("1");
  });
});

describe("a function whose settings changed", () => {
  test("is published and put live with the code that it has", async () => {
    const item = await deployed("place", { first: "same", next: "same" });
    session.cloud.state.functions.provision("place", { memory: 1024 }, "");
    expect(await release(session, [item])).toMatchObject([{ version: "2", changed: true }]);
    expect(await liveOf("place")).toMatchObject({ settings: { memory: 1024 }, codeSha256: item.code.sha256 });
    expect(changesIn(session.cloud.calls)).toEqual(["functions.publish", "functions.updateAlias"]);
  });
});

test("a function that did not change is only looked at", async () => {
  const item = await deployed("place", { first: "same", next: "same" });
  expect(await release(session, [item])).toMatchObject([{ version: "1", changed: false }]);
  expect(changesIn(session.cloud.calls)).toEqual([]);
});

test("a release that was stopped before the flip is finished by the next", async () => {
  const item = await deployed("place");
  session.cloud.fault = ({ verb }) =>
    verb === "functions.updateAlias" ? { name: "AccessDenied", message: "no" } : undefined;
  await expect(release(session, [item])).rejects.toMatchObject({ code: "IFFC5006" });
  session.cloud.fault = () => undefined;
  session.cloud.calls.length = 0;
  expect((await release(session, [item]))[0]?.codeSha256).toBe(item.code.sha256);
  expect(await liveOf("place")).toMatchObject({ codeSha256: item.code.sha256 });
  expect(changesIn(session.cloud.calls)).toEqual(["functions.publish", "functions.updateAlias"]);
});

describe("no alias moves", () => {
  test("until every function is published", async () => {
    const items = [await deployed("place"), await deployed("find"), await deployed("fulfil")];
    await release(session, items);
    const verbs = changesIn(session.cloud.calls);
    expect(verbs.lastIndexOf("functions.publish")).toBeLessThan(verbs.indexOf("functions.updateAlias"));
  });

  test.each([
    ["Lambda cannot make the code ready", "IFFC5042", { broken: true }],
    ["somebody else changed a function", "IFFC5041", { name: "PreconditionFailedException" }],
    ["another update stays in the way", "IFFC5041", { name: "ResourceConflictException" }],
    ["the code cannot be read", "IFFC5010", { name: "InvalidParameterValueException" }],
  ])("if %s", async (_, code, how) => {
    const items = [await deployed("place"), await deployed("find")];
    if ("broken" in how) session.cloud.state.functions.broken.set("find", "The zip is broken");
    session.cloud.fault = ({ verb, arguments: [request] }) =>
      "name" in how && verb === "functions.updateCode" && (request as { name: string }).name === "find"
        ? { name: how.name, message: "What Lambda says." }
        : undefined;
    await expect(release(session, items)).rejects.toMatchObject({ code, exit: 4 });
    expect(changesIn(session.cloud.calls)).not.toContain("functions.updateAlias");
    expect(await liveOf("place")).toMatchObject({ version: "1", codeSha256: sha256Of(Buffer.from("old")) });
  });

  test("if it is interrupted before", async () => {
    const controller = new AbortController();
    session = { ...session, signal: controller.signal };
    const item = await deployed("place");
    session.cloud.fault = ({ verb }) => (verb === "functions.publish" && controller.abort(), undefined);
    await expect(release(session, [item])).rejects.toThrow("the old ones still serve");
    expect(changesIn(session.cloud.calls)).not.toContain("functions.updateAlias");
  });
});

test("an update that failed before is made again", async () => {
  const item = await deployed("place", { first: "old", next: "new" });
  const { functions } = session.cloud.state;
  functions.set("place", { codeSha256: item.code.sha256, updateStatus: "Failed", updateReason: "It was broken" });
  expect(await release(session, [item])).toMatchObject([{ version: "2", changed: true }]);
  expect(changesIn(session.cloud.calls)[0]).toBe("functions.updateCode");
});

test.each(["functions", "alias"])("a function that was deleted by hand is named: %s", async (what) => {
  const item = await deployed("place");
  const { functions } = session.cloud.state.functions;
  if (what === "alias") functions.get("place")?.aliases.clear();
  else functions.clear();
  await expect(release(session, [item])).rejects.toMatchObject({ code: "IFFC5043" });
});
