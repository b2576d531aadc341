import { createHash, createHmac } from "node:crypto";
import type { PlannedFunction } from "../../../model/plan.ts";
import { type Reference, resolveValue } from "../../../model/value.ts";
import type { LocalArtifact } from "../types.ts";

/** Everything that a function's process is made with. Two equal specs make interchangeable processes. */
export interface FunctionSpec {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  /** Mebibytes. */
  readonly memory: number;
  /** Seconds. */
  readonly timeout: number;
  /** Reserved concurrent executions; one more is throttled. */
  readonly concurrency?: number;
  readonly file: string;
  readonly format: "cjs" | "esm";
  readonly hash: string;
  /** The whole environment of the process. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What a function signs its requests with: its own, and never the developer's. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Where functions run. */
export interface Place {
  readonly account: string;
  readonly region: string;
  /** The gateway: `http://127.0.0.1:4400`. */
  readonly origin: string;
  /** The secret that every function's own secret is derived from. */
  readonly token: string;
}

/** The credentials of a function, the same for as long as the state folder lives. */
export function credentialsOf(functionId: string, token: string): Credentials {
  const digest = createHash("sha256").update(functionId).digest("hex");
  return {
    accessKeyId: `LOCAL${digest.slice(0, 15).toUpperCase()}`,
    secretAccessKey: createHmac("sha256", token).update(functionId).digest("base64url"),
  };
}

/** Joins what is planned of a function, its bundle, and the attributes of the resources that its variables refer to. */
export function specOf(
  planned: PlannedFunction,
  artifact: LocalArtifact,
  { place, lookup }: { readonly place: Place; readonly lookup: (reference: Reference) => string },
): FunctionSpec {
  const own = Object.entries(planned.environment).map(([name, value]) => [name, resolveValue(value, lookup)]);
  const environment = Object.fromEntries(own) as Record<string, string>;
  return {
    id: planned.id,
    name: planned.name,
    arn: `arn:aws:lambda:${place.region}:${place.account}:function:${planned.name}`,
    memory: planned.memory,
    timeout: planned.timeout,
    ...(planned.concurrency !== undefined && { concurrency: planned.concurrency }),
    file: artifact.file,
    format: artifact.format,
    hash: artifact.hash,
    environment: { ...environment, ...lambdaEnvironment(planned, artifact, place) },
  };
}

/**
 * What Lambda adds to the environment (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html), and
 * what keeps an AWS SDK on this machine: the gateway as its endpoint, and no configuration files or metadata service.
 */
function lambdaEnvironment(planned: PlannedFunction, artifact: LocalArtifact, place: Place): Record<string, string> {
  const credentials = credentialsOf(planned.id, place.token);
  return {
    TZ: "UTC",
    LANG: "en_US.UTF-8",
    PATH: "/usr/local/bin:/usr/bin:/bin",
    AWS_REGION: place.region,
    AWS_DEFAULT_REGION: place.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL: place.origin,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split(".")[0]}.x`,
    AWS_LAMBDA_FUNCTION_NAME: planned.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(planned.memory),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${planned.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "local",
    _HANDLER: "index.handler",
    LAMBDA_TASK_ROOT: artifact.file.replace(/[\\/][^\\/]*$/u, ""),
  };
}
