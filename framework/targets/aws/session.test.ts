import { describe, expect, test } from "vitest";
import { fakeCloud, openTestSession, testEnvironment } from "../../../test/fakes/cloud.ts";
import { stopIfInterrupted, systemClock } from "./session.ts";

describe("opening a session", () => {
  test("asks for the identity and for nothing else", async () => {
    const { cloud, partition, artifactBucketName } = await openTestSession();
    expect(cloud.calls.map(({ verb }) => verb)).toEqual(["sts.identity"]);
    expect({ partition, artifactBucketName }).toEqual({
      partition: "aws",
      artifactBucketName: "iffc-artifacts-111122223333-eu-central-1-an",
    });
  });

  test.each([
    ["account", { account: "999999999999", arn: "arn:aws:iam::999999999999:root" }, "999999999999 in eu-central-1"],
    [
      "region",
      { account: "111122223333", arn: "arn:aws:iam::111122223333:root", configuredRegion: "us-east-1" },
      "111122223333 in us-east-1",
    ],
  ])("refuses another %s, says both, and makes no further call", async (_, identityAnswer, actual) => {
    const cloud = Object.assign(fakeCloud(), { identityAnswer });
    const opening = openTestSession({ cloud });
    await expect(opening).rejects.toMatchObject({ code: "IFFC5001", exit: 3 });
    await expect(opening).rejects.toThrow(`"test" is account 111122223333 in eu-central-1`);
    await expect(opening).rejects.toThrow(actual);
    expect(cloud.calls).toHaveLength(1);
  });

  test("takes a configured region that agrees", async () => {
    const cloud = fakeCloud();
    cloud.identityAnswer = { ...cloud.identityAnswer, configuredRegion: "eu-central-1" };
    await expect(openTestSession({ cloud })).resolves.toBeDefined();
  });

  test("knows the other partitions", async () => {
    const cloud = fakeCloud();
    cloud.identityAnswer = { ...cloud.identityAnswer, arn: "arn:aws-cn:iam::111122223333:root" };
    expect((await openTestSession({ cloud })).partition).toBe("aws-cn");
  });

  test("calls an environment without an account a bug", async () => {
    const { account: _, ...environment } = testEnvironment;
    await expect(openTestSession({ environment })).rejects.toThrow('The environment "test" has no account.');
  });
});

test("an interrupt is an error with exit 130, once it came", async () => {
  const controller = new AbortController();
  const session = await openTestSession({ signal: controller.signal });
  expect(() => stopIfInterrupted(session)).not.toThrow();
  controller.abort();
  expect(() => stopIfInterrupted(session, "All is well.")).toThrow("Interrupted. All is well.");
  expect(() => stopIfInterrupted(session)).toThrow(expect.objectContaining({ code: "IFFC5011", exit: 130 }));
});

test("the machine's clock ends a wait as soon as it is interrupted", async () => {
  const controller = new AbortController();
  const wait = systemClock.wait(86_400_000, controller.signal);
  controller.abort();
  await wait;
  await systemClock.wait(86_400_000, controller.signal);
  const before = systemClock.now();
  await systemClock.wait(1);
  expect(systemClock.now()).toBeGreaterThan(before);
});
