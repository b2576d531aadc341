import { isIPv4 } from "node:net";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textFormats } from "./formats.ts";

const fits = (format: string, text: string) => textFormats[format]?.test(text);

describe("a format", () => {
  it.each([
    ["date", "2024-02-29"],
    ["time", "23:59:59Z"],
    ["time", "00:00:00.5+14:00"],
    ["date-time", "2026-01-31T23:59:59.999Z"],
    ["date-time", "2026-01-31t23:59:59-08:00"],
    ["email", "ann+tag@mail.example.com"],
    ["email", "o'neil@localhost"],
    ["uuid", "123E4567-e89b-12d3-a456-426614174000"],
    ["uri", "https://example.com:8080/a%20b?c=d#e"],
    ["uri", "mailto:ann@example.com"],
    ["uri", "urn:isbn:0451450523"],
    ["hostname", "xn--bcher-kva.example"],
    ["ipv4", "255.0.10.199"],
  ])("%s takes %s", (format, text) => expect(fits(format, text)).toBe(true));

  it.each([
    ["date", "2026-13-01"],
    ["date", "2026-04-31"],
    ["date", "2026-02-30"],
    ["date", "26-01-01"],
    ["time", "24:00:00Z"],
    ["time", "12:00:00"],
    ["date-time", "2026-01-31"],
    ["date-time", "2026-01-31 23:59:59Z"],
    ["date-time", "2026-01-31T23:59:59"],
    ["date-time", "yesterday"],
    ["email", "ann"],
    ["email", "ann@"],
    ["email", "ann@-example.com"],
    ["email", "ann@example.com\n"],
    ["email", "ann @example.com"],
    ["uuid", "123e4567e89b12d3a456426614174000"],
    ["uri", "/relative"],
    ["uri", "https:"],
    ["uri", "https://example.com/a b"],
    ["uri", "https://example.com/%2"],
    ["uri", 'javascript:alert("1")'],
    ["hostname", "a..b"],
    ["hostname", `${"a".repeat(64)}.example`],
    ["hostname", `${"a.".repeat(127)}a`],
    ["ipv4", "256.0.0.1"],
    ["ipv4", "127.0.0.01"],
  ])("%s refuses %s", (format, text) => expect(fits(format, text)).toBe(false));

  it("takes what makes it up", () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date("9999-12-31") }), (date) => {
        expect([fits("date-time", date.toISOString()), fits("date", date.toISOString().slice(0, 10))]).toEqual([
          true,
          true,
        ]);
      }),
    );
    fc.assert(fc.property(fc.uuid(), (uuid) => fits("uuid", uuid) === true));
    fc.assert(fc.property(fc.domain(), (domain) => fits("hostname", domain) === true));
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (url) => fits("uri", url) === true),
    );
  });

  it("agrees with Node on addresses", () => {
    const part = fc.oneof(fc.nat(300).map(String), fc.constantFrom("", "00", "1e1", " 1"));
    fc.assert(
      fc.property(fc.array(part, { minLength: 3, maxLength: 5 }), (parts) => {
        expect(fits("ipv4", parts.join("."))).toBe(isIPv4(parts.join(".")));
      }),
    );
  });

  it("holds dates that JavaScript reads", () => {
    const text = fc.stringMatching(/^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(\.\d{1,3})?(Z|[+-][01]\d:[0-5]\d)$/u);
    fc.assert(
      fc.property(text, (candidate) => {
        fc.pre(fits("date-time", candidate) === true);
        expect(Date.parse(candidate)).not.toBeNaN();
      }),
    );
  });
});
