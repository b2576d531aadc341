import { secretInPlainText, variableRefused } from "./diagnostics/catalogue/plan.ts";
import type { EntryProblem } from "./kinds/options.ts";

/** What AWS, or anybody who cares for secrets, would say of an environment variable that a user sets. */
export function checkVariable(name: string, value: unknown): EntryProblem | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_]+$/u.test(name) || reservedNames.test(name)) {
    const message = `Lambda does not accept an environment variable named "${name}".`;
    return { finding: variableRefused, message, on: "name" };
  }
  if (typeof value !== "string" || !isSecret(name, value)) return undefined;
  const message = `The environment variable ${name} looks like a secret in plain text.`;
  return { finding: secretInPlainText, message, on: "value" };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const reservedNames = /^(?:AWS_|LAMBDA_|_)/u;

const forms = [
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/u,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/u,
  /\bgh[pousr]_[A-Za-z0-9]{36,}\b/u,
  /\bsk[-_](?:live|test|proj|ant)[-_][A-Za-z0-9_-]{16,}/u,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/u,
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./u,
  /\b(?:password|passwd|pwd|secret|token)\s*=\s*\S{4,}/iu,
  /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]+:[^/\s@]+@/iu,
];
const names = /(?:^|_)(?:PASSWORD|PASSWD|SECRET|PRIVATE_KEY|API_?KEY|ACCESS_KEY|AUTH_TOKEN|ACCESS_TOKEN)$/u;
/** Bits per character above which a long text is more random than any identifier: hexadecimal has 4, base 64 has 6. */
const randomness = 4.3;

/** Whether a variable holds what belongs in a secret store, by its name or by the form of its value. */
function isSecret(name: string, value: string): boolean {
  if (forms.some((form) => form.test(value))) return true;
  if (value.length > 0 && names.test(name.toUpperCase())) return true;
  return /^[A-Za-z0-9+/_=-]{32,}$/u.test(value) && /\d/u.test(value) && entropy(value) > randomness;
}

/** Shannon's measure, in bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}
