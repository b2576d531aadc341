import type { Finding } from "../diagnostic.ts";

/** A contract type cannot be written as JSON Schema. */
export const contractNotJson: Finding = {
  code: "IFFC1801",
  title: "This type has no form in JSON.",
  hint: "Use texts, numbers, booleans, null, arrays and plain objects of these; write a date as a text.",
  page: `Bodies, queries, path parameters and messages travel as JSON, and iffc builds their validators from the types that the
handlers declare. A function, a symbol, a bigint, a Map, a Set or a Date has no JSON form: after the journey it would
not be what the type says. Declare what really arrives:

    interface Order { id: string; placedAt: string /* ISO 8601 *\\/ }

Limits that types cannot say are read from the JSDoc above a property: \`@minimum\`, \`@maxLength\`, \`@pattern\` and the
other keywords of JSON Schema.`,
};

/** Every finding of this phase. */
export const schemaFindings: readonly Finding[] = [contractNotJson];
