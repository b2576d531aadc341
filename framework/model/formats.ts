/** The formats of texts that a type's `@format` may name, and what each lets through, in time linear in the text. */

const octet = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const day = String.raw`(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|[12]\d))`;
const date = String.raw`\d{4}-${day}`;
const time = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)`;
const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const name = String.raw`${label}(?:\.${label})*`;

/** By the names that JSON Schema gives them: https://json-schema.org/draft/2020-12/json-schema-validation#section-7.3 */
export const textFormats: Readonly<Record<string, RegExp>> = {
  /** RFC 3339: `2026-01-31`. */
  date: whole(date),
  /** RFC 3339, with its offset from UTC: `23:59:59Z`. */
  time: whole(time),
  /** RFC 3339, with its offset from UTC, as `Date.toISOString` writes it: `2026-01-31T23:59:59.999Z`. */
  "date-time": whole(`${date}T${time}`),
  /** What browsers let through: https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address */
  email: whole(String.raw`[\w.!#$%&'*+/=?^{|}~\x60-]+@${name}`),
  /** RFC 9562, in its canonical form. */
  uuid: whole("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
  /** RFC 3986, absolute: `https://example.com/a?b=c`. */
  uri: whole(String.raw`[a-z][a-z0-9+.-]*:(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[0-9a-f]{2})+`),
  /** RFC 1123: `example.com`. */
  hostname: whole(`(?=.{1,253}$)${name}`),
  /** `127.0.0.1` */
  ipv4: whole(String.raw`(?:${octet}\.){3}${octet}`),
};

function whole(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`, "i");
}
