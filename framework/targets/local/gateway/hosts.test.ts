import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { isCrossSite, isLocalName } from "./hosts.ts";

describe("a name of this machine", () => {
  it.each([
    "localhost",
    "localhost:4400",
    "LOCALHOST",
    "app.localhost:4400",
    "127.0.0.1:4400",
    "10.0.0.7",
    "[::1]:4400",
  ])("is %s", (host) => expect(isLocalName(host)).toBe(true));

  it.each([
    "",
    "evil.example",
    "evil.example:4400",
    "localhost.evil.example",
    "localhost@evil.example",
    "localhost:4400:1",
    "127.0.0.1.evil.example",
    "[::1",
    "[evil]:80",
    "localhost:",
    "localhost evil",
    "localhost/..",
    "0x7f.1",
    "::1",
  ])("is not %j", (host) => expect(isLocalName(host)).toBe(false));
});

describe("a request that a page of another site makes", () => {
  const from = (headers: Record<string, string>, method = "POST") =>
    isCrossSite({ headers, method } as IncomingMessage);

  it.each([
    ["says so itself", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }],
    ["is a form of a browser that does not say", { origin: "https://evil.example" }],
    ["comes from nowhere", { origin: "null" }],
    ["comes from a name that looks like ours", { origin: "http://localhost.evil.example" }],
    ["comes from a neighbour of a public name", { origin: "http://evil.example", "sec-fetch-site": "same-site" }],
  ])("%s", (_, headers) => expect(from(headers)).toBe(true));

  it("is let in where it only follows a link", () => {
    const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    expect([from(link, "GET"), from(link, "POST")]).toEqual([false, true]);
  });

  it.each([
    ["has no page", {}],
    ["is of a page of this machine", { origin: "http://localhost:5173", "sec-fetch-site": "same-site" }],
    ["is of a page served here", { origin: "http://127.0.0.1:4400", "sec-fetch-site": "same-origin" }],
    ["was typed by the developer", { "sec-fetch-site": "none", "sec-fetch-mode": "navigate" }],
  ])("is not one that %s", (_, headers) => expect(from(headers)).toBe(false));
});
