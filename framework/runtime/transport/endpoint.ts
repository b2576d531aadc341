/** Where AWS answers, and who asks: read from the environment that Lambda, or the local target, gives a function. */
import { variable } from "../variable.ts";
import type { Credentials } from "./sign.ts";

/** The address of a service. */
export interface Endpoint {
  readonly origin: URL;
  /** Whether it was set from outside, so that names of resources cannot be put before its host name. */
  readonly overridden: boolean;
}

/** Partitions whose host names end otherwise than in `amazonaws.com`, by how their regions begin. */
const domains: Readonly<Record<string, string>> = { cn: "amazonaws.com.cn", eusc: "amazonaws.eu" };

/**
 * The address of a service in the function's region, or the one that `AWS_ENDPOINT_URL_<SERVICE>` or
 * `AWS_ENDPOINT_URL` names. https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 *
 * @param service - as in host names: `sqs`
 */
export function endpoint(service: string): Endpoint {
  const override = overrideOf(service);
  if (override) return { origin: new URL(override), overridden: true };
  const name = region();
  const domain = domains[name.split("-", 1)[0] ?? ""] ?? "amazonaws.com";
  return { origin: new URL(`https://${service}.${name}.${domain}`), overridden: false };
}

/** The address that was set from outside, as it was written. */
export function overrideOf(service: string): string | undefined {
  return process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || process.env["AWS_ENDPOINT_URL"];
}

/** The region that the function runs in. */
export function region(): string {
  return variable("AWS_REGION");
}

/** The credentials of the function's role. */
export function credentials(): Credentials {
  return {
    accessKeyId: variable("AWS_ACCESS_KEY_ID"),
    secretAccessKey: variable("AWS_SECRET_ACCESS_KEY"),
    sessionToken: process.env["AWS_SESSION_TOKEN"],
  };
}
