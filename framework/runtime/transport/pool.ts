/** Connections that outlive an invocation. */
import type { ClientRequest, RequestOptions } from "node:http";
import { overrideOf } from "./endpoint.ts";

/** Starts a request over a kept connection. */
type Dial = (options: RequestOptions) => ClientRequest;

/** The connection used last is used next, as the others may have been closed while the function was frozen. */
const agentOptions = { keepAlive: true, scheduling: "lifo" } as const;
let plain: Dial | undefined;
let secure: Dial | undefined;

/**
 * Opens what calls of a service need. Clients do so when they are made, so that loading TLS and its authorities falls
 * into Lambda's init phase, which runs at full speed whatever the function's memory. Never throws.
 */
export function prepare(service: string): void {
  pool(overrideOf(service)?.startsWith("http:") ? "http:" : "https:");
}

/** The way to dial `http:` or `https:`, opened on first use. */
export function pool(protocol: string): Dial {
  return protocol === "http:" ? (plain ??= openPlain()) : (secure ??= openSecure());
}

function openPlain(): Dial {
  const { Agent, request } = process.getBuiltinModule("node:http");
  const agent = new Agent(agentOptions);
  return (options) => request({ ...options, agent });
}

function openSecure(): Dial {
  const { Agent, request } = process.getBuiltinModule("node:https");
  const { createSecureContext } = process.getBuiltinModule("node:tls");
  const agent = new Agent({ ...agentOptions, secureContext: createSecureContext() });
  return (options) => request({ ...options, agent });
}
