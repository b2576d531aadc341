import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { fromIni } from "@aws-sdk/credential-provider-ini";
import type { Cloud, Identity } from "../cloud.ts";
import { call } from "./call.ts";
import { sdkFunctions } from "./functions.ts";
import { sdkLogs } from "./logs.ts";
import { sdkObjects } from "./objects.ts";
import { sdkStacks } from "./stacks.ts";

/** How often a call is tried: throttling of one in three calls then fails one call in a hundred thousand. */
const patient = { maxAttempts: 10, retryMode: "standard" };
const once = { maxAttempts: 1 };

/** Milliseconds. A connection that stays silent is given up, so that a lost network is noticed. */
const timeouts = { connectionTimeout: 5_000, socketTimeout: 30_000 };

/**
 * Opens AWS for one account and region; makes no call. Endpoints, proxies of credentials and the like are read by the
 * SDK from its own environment variables. Where AWS_PROFILE is set, that profile is the only source of credentials.
 */
export function openCloud({ account, region }: { readonly account: string; readonly region: string }): Cloud {
  const profile = process.env.AWS_PROFILE;
  const s3Endpoint = process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL || undefined;
  const common = { region, requestHandler: timeouts, customUserAgent: "iffc" };
  const sts = new STSClient({ ...common, maxAttempts: 3, ...(profile && { credentials: fromIni({ profile }) }) });
  // One provider for all clients: a profile is resolved, and its owner asked for a token, once.
  const shared = { ...common, credentials: sts.config.credentials };
  const cloudFormation = new CloudFormationClient({ ...shared, ...patient });
  return {
    identity: () => readIdentity(sts),
    stacks: sdkStacks(cloudFormation),
    watch: sdkStacks(new CloudFormationClient({ ...shared, ...once })),
    functions: sdkFunctions({
      control: new LambdaClient({ ...shared, ...patient }),
      invoke: new LambdaClient({ ...shared, ...once, requestHandler: { connectionTimeout: 5_000 } }),
    }),
    objects: sdkObjects(new S3Client({ ...shared, ...patient, forcePathStyle: s3Endpoint !== undefined }), {
      account,
      region,
      s3Endpoint,
    }),
    logs: sdkLogs(new CloudWatchLogsClient({ ...shared, ...patient })),
  };
}

async function readIdentity(sts: STSClient): Promise<Identity> {
  const answer = await call("sts:GetCallerIdentity", () => sts.send(new GetCallerIdentityCommand({})));
  const configuredRegion = await readConfiguredRegion();
  return {
    account: answer.Account ?? "",
    arn: answer.Arn ?? "",
    ...(configuredRegion !== undefined && { configuredRegion }),
  };
}

/** The region of the environment or the profile, as the SDK finds it; it throws where there is none. */
async function readConfiguredRegion(): Promise<string | undefined> {
  try {
    return await new STSClient({}).config.region();
  } catch {
    return undefined;
  }
}
