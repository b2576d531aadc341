import { describe, expect, it } from "vitest";
import { plannedFunction } from "../../../../test/fakes/local-app.ts";
import { join, reference } from "../../../model/value.ts";
import { credentialsOf, specOf } from "./spec.ts";

const place = { account: "000000000000", region: "eu-central-1", origin: "http://127.0.0.1:4400", token: "secret" };
const artifact = { function: "Orders.place", file: "/build/place/index.cjs", format: "cjs", hash: "h" } as const;
const lookup = ({ resource, attribute }: { resource: string; attribute: string }) => `<${resource} ${attribute}>`;

describe("the environment of a function", () => {
  const planned = plannedFunction("Orders.place", {
    environment: {
      QUEUE_URL: reference("Orders.incoming", "url"),
      BOTH: join("a-", reference("X", "arn")),
      PLAIN: "1",
    },
    memory: 256,
  });
  const { environment, ...spec } = specOf(planned, artifact, { place, lookup });

  it("holds what the plan says, references looked up", () => {
    expect(environment).toMatchObject({ QUEUE_URL: "<Orders.incoming url>", BOTH: "a-<X arn>", PLAIN: "1" });
  });

  it("holds what Lambda adds", () => {
    expect(environment).toMatchObject({
      TZ: "UTC",
      AWS_REGION: "eu-central-1",
      AWS_LAMBDA_FUNCTION_NAME: "app-local-Orders-place",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/app-local-Orders-place",
      LAMBDA_TASK_ROOT: "/build/place",
      _HANDLER: "index.handler",
    });
    expect(spec.arn).toBe("arn:aws:lambda:eu-central-1:000000000000:function:app-local-Orders-place");
  });

  // faults.md L8
  it("keeps an SDK on this machine", () => {
    expect(environment).toMatchObject({
      AWS_ENDPOINT_URL: "http://127.0.0.1:4400",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      AWS_EC2_METADATA_DISABLED: "true",
    });
  });

  // faults.md L8
  it("cannot be made to point an SDK elsewhere", () => {
    const rebel = plannedFunction("Orders.place", { environment: { AWS_ENDPOINT_URL: "https://sqs.amazonaws.com" } });
    const { environment: kept } = specOf(rebel, artifact, { place, lookup });
    expect(kept["AWS_ENDPOINT_URL"]).toBe("http://127.0.0.1:4400");
  });
});

describe("credentials", () => {
  it("are each function's own and stay the same", () => {
    const [place1, place2, find] = ["Orders.place", "Orders.place", "Orders.find"].map((id) =>
      credentialsOf(id, "token"),
    );
    expect(place1).toEqual(place2);
    expect(place1?.accessKeyId).not.toBe(find?.accessKeyId);
    expect(place1?.secretAccessKey).not.toBe(find?.secretAccessKey);
  });

  it("cannot be had without the token", () => {
    const [ours, theirs] = ["token", "guess"].map((token) => credentialsOf("Orders.place", token));
    expect(ours?.accessKeyId).toBe(theirs?.accessKeyId);
    expect(ours?.secretAccessKey).not.toBe(theirs?.secretAccessKey);
  });
});
