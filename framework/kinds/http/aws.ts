import { createHash } from "node:crypto";
import { compareText, sortKeys } from "../../model/json.ts";
import type { PlannedResource, PlannedTrigger } from "../../model/plan.ts";
import { reference } from "../../model/value.ts";
import { arn, concat, invokePermission, listenedTo, logGroup, ref, region, urlSuffix } from "../cloudformation.ts";
import type {
  AwsContext,
  AwsTriggerContext,
  CloudFormationObject,
  CloudFormationResource,
  CloudFormationValue,
  Fragment,
} from "../kind.ts";
import type { ApiProperties, RouteProperties } from "./options.ts";

/** Milliseconds that API Gateway waits, the most it can: a function may take 29 s, so that it is the one to give up. */
const integrationTimeout = 30_000;
/** What one environment takes by default, so that a runaway caller does not use up the account's concurrency. */
const throttle = { ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 500 };

/** The app's HTTP API, still empty: its id is known before any function needs it. Routes belong to the edge. */
export function synthesizeResource(resource: PlannedResource<ApiProperties>, context: AwsContext): Fragment {
  const api = `${resource.logicalId}Api`;
  const id = ref(api);
  return {
    resources: {
      [api]: {
        Type: "AWS::ApiGatewayV2::Api",
        Properties: {
          Name: `${context.app}-${context.environment.name}`,
          ProtocolType: "HTTP",
          Tags: context.tags(resource.id).map,
        },
      },
    },
    attributes: { id, url: concat("https://", id, ".execute-api.", region, ".", urlSuffix) },
    outputs: ["url"],
  };
}

/** A route. It shares the stage, its function's integration, and the authorizer of its issuer and audience. */
export function synthesizeTrigger(trigger: PlannedTrigger<RouteProperties>, context: AwsTriggerContext): Fragment {
  const resource = listenedTo(context);
  const api = { resource, apiId: context.value(reference(resource.id, "id")) };
  const integration = `${context.function.logicalId}Integration`;
  const { method, path } = trigger.properties;
  const access = authorize(trigger.properties, api, context);
  return {
    resources: {
      [`${trigger.logicalId}Route`]: {
        Type: "AWS::ApiGatewayV2::Route",
        Properties: {
          ApiId: api.apiId,
          RouteKey: `${method} ${path}`,
          Target: concat("integrations/", ref(integration)),
          ...access.route,
        },
      },
    },
    shared: {
      ...access.shared,
      ...synthesizeStage(api, context),
      [integration]: {
        Type: "AWS::ApiGatewayV2::Integration",
        Properties: {
          ApiId: api.apiId,
          IntegrationType: "AWS_PROXY",
          IntegrationUri: context.alias,
          PayloadFormatVersion: "2.0",
          TimeoutInMillis: integrationTimeout,
        },
      },
      [`${context.function.logicalId}ApiPermission`]: invokePermission(context.alias, {
        service: "apigateway.amazonaws.com",
        arn: arn("execute-api", api.apiId, "/*"),
      }),
    },
  };
}

/** The app's API as its routes see it. */
interface Api {
  readonly resource: PlannedResource;
  readonly apiId: CloudFormationValue;
}

interface Access {
  readonly route: CloudFormationObject;
  readonly shared: Readonly<Record<string, CloudFormationResource>>;
}

/** A route that says nothing is open where the planner let it pass with a warning, and closed where it must not be. */
function authorize({ auth }: RouteProperties, api: Api, context: AwsTriggerContext): Access {
  const silent = context.environment.posture === "protected" ? "iam" : "none";
  const chosen = auth ?? silent;
  if (chosen === "iam") return { route: { AuthorizationType: "AWS_IAM" }, shared: {} };
  if (chosen === "none") return { route: { AuthorizationType: "NONE" }, shared: {} };
  const issuer = { Issuer: chosen.issuer, Audience: chosen.audience.toSorted(compareText) };
  const hash = createHash("sha256")
    .update(JSON.stringify(sortKeys(issuer)))
    .digest("hex")
    .slice(0, 8);
  const id = `${api.resource.logicalId}Authorizer${hash}`;
  return {
    route: { AuthorizationType: "JWT", AuthorizerId: ref(id) },
    shared: {
      [id]: {
        Type: "AWS::ApiGatewayV2::Authorizer",
        Properties: {
          ApiId: api.apiId,
          Name: hash,
          AuthorizerType: "JWT",
          IdentitySource: ["$request.header.Authorization"],
          JwtConfiguration: issuer,
        },
      },
    },
  };
}

/** The one stage, deployed by itself as routes come and go. */
function synthesizeStage(
  { resource, apiId }: Api,
  context: AwsTriggerContext,
): Readonly<Record<string, CloudFormationResource>> {
  const log = `${resource.logicalId}AccessLog`;
  const tags = context.tags(resource.id);
  return {
    [log]: logGroup(context, tags),
    [`${resource.logicalId}Stage`]: {
      Type: "AWS::ApiGatewayV2::Stage",
      Properties: {
        ApiId: apiId,
        StageName: "$default",
        AutoDeploy: true,
        AccessLogSettings: {
          DestinationArn: arn("logs", "log-group:", ref(log)),
          Format: JSON.stringify(accessLogFormat),
        },
        DefaultRouteSettings: throttle,
        Tags: tags.map,
      },
    },
  };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html */
const accessLogFormat = {
  requestId: "$context.requestId",
  time: "$context.requestTime",
  ip: "$context.identity.sourceIp",
  route: "$context.routeKey",
  status: "$context.status",
  responseLength: "$context.responseLength",
  latency: "$context.responseLatency",
  integrationError: "$context.integrationErrorMessage",
};
