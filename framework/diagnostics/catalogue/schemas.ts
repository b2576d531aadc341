import type { Finding } from "../diagnostic.ts";

/** A contract type cannot be written as JSON Schema. */
export const contractNotJson: Finding = {
  code: "IFFC1801",
  title: "This type has no form in JSON.",
  hint: "Use texts, numbers, booleans, null, arrays and plain objects of these; write a date as a text.",
  page: `Bodies, queries, path parameters and messages travel as JSON, and iffc builds their validators from the types that the
handlers declare. A function, a symbol, a bigint, a Map, a Set or a Date has no JSON form: after the journey it would
not be what the type says. Declare what really arrives:

    interface Order { id: string; placedAt: string /* ISO 8601 */ }

Limits that types cannot say are read from the JSDoc above a property: \`@minimum\`, \`@maxLength\`, \`@pattern\` and the
other keywords of JSON Schema.`,
};

/** A format that no validator would check. */
export const unknownFormat: Finding = {
  code: "IFFC1802",
  title: "This type names a format that iffc does not check.",
  hint: "Say what the text looks like with `@pattern`, or remove `@format`.",
  page: `\`@format\` above a property says what its text must look like, and what does not is refused when it arrives. These are
known: \`date\`, \`time\`, \`date-time\`, \`email\`, \`uuid\`, \`uri\`, \`hostname\`, \`ipv4\`.

    interface Guest {
      /** @format email */
      contact: string;
    }

JSON Schema lets validators pass over formats that they do not know. A check that you wrote down and that never runs is
worse than none, so iffc refuses the name; \`@pattern ^[A-Z]{2}[0-9]+$\` says anything else.

https://json-schema.org/draft/2020-12/json-schema-validation#section-7.3`,
};

/** Every finding of this phase. */
export const schemaFindings: readonly Finding[] = [contractNotJson, unknownFormat];
