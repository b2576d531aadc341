import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { createTokenVerifier } from "./authorize.ts";

const issuer = "https://issuer.example/pool";
const source = { issuer, audience: ["shop", "office"] };
const keysAt = "https://issuer.example/pool/keys.json";

let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let strangers: Awaited<ReturnType<typeof generateKeyPair>>;
beforeAll(async () => {
  [keys, strangers] = await Promise.all([generateKeyPair("RS256"), generateKeyPair("RS256")]);
});

/** The issuer, as the network shows it: its configuration and its keys. */
async function network(overrides: Record<string, () => Response> = {}) {
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: "k1" };
  const pages: Record<string, () => Response> = {
    [`${issuer}/.well-known/openid-configuration`]: () => Response.json({ jwks_uri: keysAt }),
    [keysAt]: () => Response.json({ keys: [jwk] }),
    ...overrides,
  };
  const asked: string[] = [];
  const fetchPage: typeof fetch = async (input) => {
    const url = input instanceof Request ? input.url : String(input);
    asked.push(url);
    return pages[url]?.() ?? new Response("", { status: 404 });
  };
  return { verify: createTokenVerifier(fetchPage), asked };
}

async function token(claims: JWTPayload = {}, key = keys.privateKey, header: object = {}): Promise<string> {
  const payload = { iss: issuer, aud: "shop", exp: Math.floor(Date.now() / 1000) + 60, ...claims };
  const signed = await new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid: "k1", ...header }).sign(key);
  return `Bearer ${signed}`;
}

describe("a token", () => {
  it("of the issuer for the audience is taken, its claims as texts", async () => {
    const { verify } = await network();
    const claims = { sub: "ada", age: 36, groups: ["admin", "staff"], verified: true, exp: 4_102_444_800 };
    expect(await verify(await token(claims), source)).toEqual({
      jwt: {
        claims: {
          ...claims,
          age: "36",
          groups: "[admin staff]",
          verified: "true",
          exp: "4102444800",
          iss: issuer,
          aud: "shop",
        },
        scopes: null,
      },
    });
  });

  it.each([
    ["for one of several audiences", { aud: ["other", "office"] }],
    ["that names its client instead", { aud: undefined as unknown as string, client_id: "shop" }],
  ])("%s is taken", async (_, claims) => {
    const { verify } = await network();
    expect(await verify(await token(claims), source)).toBeDefined();
  });

  it("without the word Bearer is taken, as API Gateway does", async () => {
    const { verify } = await network();
    expect(await verify((await token()).replace("Bearer ", ""), source)).toBeDefined();
  });

  it.each([
    ["of another issuer", { iss: "https://evil.example" }],
    ["for another audience", { aud: "evil" }],
    ["for another client, where it names an audience too", { aud: "evil", client_id: "shop" }],
    ["for nobody", { aud: undefined as unknown as string }],
    ["that has expired", { exp: 1_700_000_000 }],
    ["that never expires", { exp: undefined as unknown as number }],
    ["that is not yet valid", { nbf: 4_102_444_800 }],
  ])("%s is refused", async (_, claims) => {
    const { verify } = await network();
    expect(await verify(await token(claims), source)).toBeUndefined();
  });

  it("signed by somebody else is refused", async () => {
    const { verify } = await network();
    expect(await verify(await token({}, strangers.privateKey), source)).toBeUndefined();
  });

  it("that is not signed is refused", async () => {
    const { verify } = await network();
    const payload = { iss: issuer, aud: "shop", exp: 4_102_444_800 };
    expect(await verify(`Bearer ${new UnsecuredJWT(payload).encode()}`, source)).toBeUndefined();
  });

  it("signed with the public key as if it were a shared secret is refused", async () => {
    const { verify } = await network();
    const { n = "" } = await exportJWK(keys.publicKey);
    const claims = { iss: issuer, aud: "shop", exp: 4_102_444_800 };
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: "k1" }).sign(Buffer.from(n));
    expect(await verify(`Bearer ${forged}`, source)).toBeUndefined();
  });

  it.each([undefined, "", "Bearer", "Bearer a.b", "Basic YTpi", "Bearer a.b.c.d", "Bearer a b c"])(
    "is not %j",
    async (header) => {
      const { verify, asked } = await network();
      expect(await verify(header, source)).toBeUndefined();
      expect(asked).toEqual([]);
    },
  );
});

describe("the keys of an issuer", () => {
  it("are fetched once", async () => {
    const { verify, asked } = await network();
    const header = await token();
    await verify(header, source);
    await verify(header, source);
    expect(asked.length).toBe(2);
  });

  it("that cannot be had now are asked for again", async () => {
    let down = true;
    const { verify } = await network({
      [`${issuer}/.well-known/openid-configuration`]: () =>
        down ? new Response("", { status: 503 }) : Response.json({ jwks_uri: keysAt }),
    });
    const header = await token();
    expect(await verify(header, source)).toBeUndefined();
    down = false;
    expect(await verify(header, source)).toBeDefined();
  });

  it.each(["http://169.254.169.254/keys", "file:///etc/passwd"])("are not fetched from %s", async (elsewhere) => {
    const { verify, asked } = await network({
      [`${issuer}/.well-known/openid-configuration`]: () => Response.json({ jwks_uri: elsewhere }),
    });
    expect(await verify(await token(), source)).toBeUndefined();
    expect(asked).toEqual([`${issuer}/.well-known/openid-configuration`]);
  });

  it("are not taken where they are too long", async () => {
    const { verify } = await network({ [keysAt]: () => new Response(`{"keys":[${" ".repeat(150_000)}]}`) });
    expect(await verify(await token(), source)).toBeUndefined();
  });
});
