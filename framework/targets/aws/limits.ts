/** What AWS takes, as far as it shows in templates. */

/** A number that AWS does not let anything exceed. */
export interface Limit {
  readonly max: number;
  /** What is counted, for people. */
  readonly of: string;
  /** Where AWS says so. */
  readonly documentation: string;
}

const cloudFormation = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html";
const httpApi = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html";

/** Per stack. */
export const stackLimits = {
  resources: { max: 500, of: "resources", documentation: cloudFormation },
  outputs: { max: 200, of: "outputs", documentation: cloudFormation },
  parameters: { max: 200, of: "parameters", documentation: cloudFormation },
  /** When the body is read from S3, as it always is here. */
  body: { max: 1_000_000, of: "bytes", documentation: cloudFormation },
} as const satisfies Readonly<Record<string, Limit>>;

/** Per stack, by resource type: the app has one API, and all that belongs to it is in one stack. */
export const typeLimits: Readonly<Record<string, Limit>> = {
  "AWS::ApiGatewayV2::Route": { max: 300, of: "routes", documentation: httpApi },
  "AWS::ApiGatewayV2::Integration": { max: 300, of: "integrations", documentation: httpApi },
  "AWS::ApiGatewayV2::Authorizer": { max: 10, of: "authorizers", documentation: httpApi },
};

/** Of all policies written into one role, white space not counted. */
export const rolePolicyLimit: Limit = {
  max: 10_240,
  of: "characters",
  documentation: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
};

/** The share of a limit from which on people are warned. */
export const warningShare = 0.9;
