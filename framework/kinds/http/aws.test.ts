import { describe, expect, test } from "vitest";
import { resourceContext, triggerContext } from "../../../test/templates/context.ts";
import { functionOf, resourceOf, triggerOf } from "../../../test/templates/plans/build.ts";
import type { Environment } from "../../model/plan.ts";
import { synthesizeResource, synthesizeTrigger } from "./aws.ts";
import type { RouteProperties } from "./options.ts";

const api = resourceOf({ id: "http", kind: "http", properties: {} });

test("the API is empty, and known before there is a route", () => {
  const { resources, attributes, outputs } = synthesizeResource({ ...api, properties: {} }, resourceContext());
  expect(resources).toEqual({
    HttpApi: {
      Type: "AWS::ApiGatewayV2::Api",
      Properties: { Name: "shop-prod", ProtocolType: "HTTP", Tags: { "iffc:resource": "http" } },
    },
  });
  expect(attributes?.["id"]).toEqual({ Ref: "HttpApi" });
  expect(attributes?.["url"]).toEqual({
    "Fn::Join": [
      "",
      ["https://", { Ref: "HttpApi" }, ".execute-api.", { Ref: "AWS::Region" }, ".", { Ref: "AWS::URLSuffix" }],
    ],
  });
  expect(outputs).toEqual(["url"]);
});

function route(id: string, properties: Partial<RouteProperties>, posture: Environment["posture"] = "protected") {
  const trigger = triggerOf({ id, kind: "http", decorator: "Get", properties: {} });
  const own = { ...trigger, properties: { method: "GET", path: "/", ...properties } };
  return synthesizeTrigger(own, triggerContext(functionOf("Orders.find"), api, posture));
}

describe("a route", () => {
  test("leads to its function's integration", () => {
    const { resources, shared } = route("Orders.find", { path: "/orders/{id}", auth: "none" });
    expect(resources).toEqual({
      OrdersFindRoute: {
        Type: "AWS::ApiGatewayV2::Route",
        Properties: {
          ApiId: "<http.id>",
          RouteKey: "GET /orders/{id}",
          Target: { "Fn::Join": ["", ["integrations/", { Ref: "OrdersFindIntegration" }]] },
          AuthorizationType: "NONE",
        },
      },
    });
    expect(shared?.["OrdersFindIntegration"]?.Properties).toEqual({
      ApiId: "<http.id>",
      IntegrationType: "AWS_PROXY",
      IntegrationUri: "<Orders.find.alias>",
      PayloadFormatVersion: "2.0",
      TimeoutInMillis: 30_000,
    });
    expect(JSON.stringify(shared?.["OrdersFindApiPermission"])).toContain(':<http.id>/*"');
  });

  test("brings the one stage, throttled and logged", () => {
    const { shared } = route("Orders.find", { auth: "none" });
    expect(shared?.["HttpStage"]?.Properties).toMatchObject({
      StageName: "$default",
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 500 },
    });
    expect(JSON.stringify(shared?.["HttpStage"])).toContain(':log-group:",{"Ref":"HttpAccessLog"}]');
    expect(shared?.["HttpAccessLog"]?.Type).toBe("AWS::Logs::LogGroup");
  });

  test("shares everything but itself with another of the same function", () => {
    const first = route("Orders.find", { auth: "none" });
    const second = route("Orders.find#2", { auth: "none", path: "/others" });
    expect(second.shared).toEqual(first.shared);
    expect(Object.keys(second.resources)).toEqual(["OrdersFind2Route"]);
  });

  test("for bearers of a token has the authorizer of its issuer, in whatever order the audience is written", () => {
    const issuer = "https://login.example.com/";
    const first = route("Orders.find", { auth: { issuer, audience: ["b", "a"] } });
    const second = route("Orders.find", { auth: { issuer, audience: ["a", "b"] } });
    const other = route("Orders.find", { auth: { issuer, audience: ["a"] } });
    const idOf = (fragment: typeof first) =>
      Object.keys(fragment.shared ?? {}).find((id) => /Authorizer/u.test(id)) ?? "";
    expect(first).toEqual(second);
    expect(idOf(other)).not.toBe(idOf(first));
    expect(first.shared?.[idOf(first)]?.Properties).toMatchObject({
      AuthorizerType: "JWT",
      IdentitySource: ["$request.header.Authorization"],
      JwtConfiguration: { Issuer: issuer, Audience: ["a", "b"] },
    });
    expect(first.resources["OrdersFindRoute"]?.Properties).toMatchObject({
      AuthorizationType: "JWT",
      AuthorizerId: { Ref: idOf(first) },
    });
  });

  test.each([
    ["iam", "protected", "AWS_IAM"],
    ["none", "protected", "NONE"],
    [undefined, "protected", "AWS_IAM"],
    [undefined, "sandbox", "NONE"],
  ] as const)("with auth %s is in %s of type %s", (auth, posture, type) => {
    const { resources } = route("Orders.find", auth === undefined ? {} : { auth }, posture);
    expect(resources["OrdersFindRoute"]?.Properties).toMatchObject({ AuthorizationType: type });
  });
});
