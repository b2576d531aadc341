/** Who may call a route: bearers of a JSON Web Token, judged as API Gateway's JWT authorizer judges them. */
import type { JWTPayload } from "jose";
import type { JsonObject } from "../../../model/json.ts";

/** Where a route's tokens must come from. */
export interface TokenSource {
  readonly issuer: string;
  readonly audience: readonly string[];
}

/** The authorizer's part of the event, or undefined where the bearer is refused. */
export type VerifyToken = (authorization: string | undefined, source: TokenSource) => Promise<JsonObject | undefined>;

/** API Gateway takes RSA signatures alone; what a token says of its own algorithm decides nothing. */
const algorithms = ["RS256", "RS384", "RS512"];
/** Milliseconds and bytes for an issuer's keys: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const keyLimits = { time: 1500, size: 150_000 };

type Fetch = typeof fetch;
type Keys = Awaited<ReturnType<typeof loadKeys>>;

/** A verifier that keeps the keys of the issuers that it has met. */
export function createTokenVerifier(fetchJson: Fetch = fetch): VerifyToken {
  const issuers = new Map<string, Promise<Keys>>();
  const keysOf = (issuer: string): Promise<Keys> => {
    const known = issuers.get(issuer) ?? loadKeys(issuer, fetchJson);
    issuers.set(issuer, known);
    known.catch(() => issuers.delete(issuer));
    return known;
  };
  return async (authorization, { issuer, audience }) => {
    const token = /^(?:bearer )?([\w-]+\.[\w-]+\.[\w-]+)$/iu.exec(authorization ?? "")?.[1];
    if (token === undefined) return undefined;
    try {
      const { jwtVerify } = await import("jose");
      const { payload } = await jwtVerify(token, await keysOf(issuer), { algorithms, issuer, requiredClaims: ["exp"] });
      return isFor(payload, audience) ? { jwt: { claims: describeClaims(payload), scopes: null } } : undefined;
    } catch {
      return undefined;
    }
  };
}

/** A token without an audience may name its client instead, as Cognito's access tokens do. */
function isFor({ aud, client_id: client }: JWTPayload, audience: readonly string[]): boolean {
  const named = [aud ?? client].flat();
  return named.some((name) => typeof name === "string" && audience.includes(name));
}

async function loadKeys(issuer: string, fetchJson: Fetch) {
  const { createRemoteJWKSet, customFetch } = await import("jose");
  const configuration = await fetchBounded(fetchJson, `${issuer.replace(/\/$/u, "")}/.well-known/openid-configuration`);
  const { jwks_uri: uri } = (await configuration.json()) as { jwks_uri: string };
  if (new URL(uri).protocol !== "https:") throw new Error(`The keys of ${issuer} are not served over https.`);
  return createRemoteJWKSet(new URL(uri), {
    timeoutDuration: keyLimits.time,
    [customFetch]: (url: string) => fetchBounded(fetchJson, url),
  });
}

/** Fetches what an issuer publishes: in time, not too long, and never by way of a redirect to somewhere else. */
async function fetchBounded(fetchJson: Fetch, url: string): Promise<Response> {
  const response = await fetchJson(url, { redirect: "error", signal: AbortSignal.timeout(keyLimits.time) });
  const body = await response.arrayBuffer();
  if (body.byteLength > keyLimits.size) throw new Error(`${url} is longer than ${keyLimits.size} bytes.`);
  return new Response(body, { status: response.status, headers: response.headers });
}

/** API Gateway hands claims on as texts, and lists as `[a b]`. */
function describeClaims(payload: JWTPayload): JsonObject {
  const describe = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(describe).join(" ")}]`;
    return typeof value === "string" ? value : JSON.stringify(value);
  };
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, describe(value)]));
}
