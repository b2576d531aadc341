/**
 * What the class decorators, the triggers and the configuration accept, as data for the static reader. It stands apart
 * from `service.ts` and `config.ts`, which are typed for people and bundled into functions.
 */
import { choice, duration, integer, list, object, record, required, text, type Read } from "./kinds/options.ts";
import { checkVariable } from "./variables.ts";

const maxNameLength = 32;

/** A name that ends up in the names of cloud resources. */
const name = {
  pattern: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/u,
  expects: "lower-case letters, digits and single hyphens, a letter first, at most 32",
  maxLength: maxNameLength,
};

/** Whether a text can be the name of an app, an environment or a team. */
export function isName(candidate: string): boolean {
  return candidate.length <= maxNameLength && name.pattern.test(candidate);
}

const id = text({
  pattern: /^[A-Za-z][A-Za-z0-9]*([._-][A-Za-z0-9]+)*$/u,
  expects: "letters and digits, joined by single dots, hyphens or underscores",
  maxLength: 128,
});

/** What every field decorator accepts besides its kind's own options. */
export const resourceOptions = { id };

/**
 * What every trigger decorator accepts besides its kind's own options; where a kind has an option of the same name
 * (a queue's consumer: `concurrency`), the kind's own is meant.
 * Ranges: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const functionOptions = {
  memory: integer({ min: 128, max: 10_240, unit: "MiB" }),
  timeout: duration({ min: 1, max: 900 }),
  concurrency: integer({ min: 0, max: 1_000_000 }),
  environment: record(text(), checkVariable),
};

const { concurrency: _, ...sharedFunctionOptions } = functionOptions;

/** What `@Service` accepts. */
export const serviceOptions = {
  id,
  team: text(name),
  functions: choice(["each", "one"], "each"),
  ...sharedFunctionOptions,
};

/** What `@Resources` accepts. */
export const resourcesOptions = { id };

/** What one environment of `defineApp` accepts. */
export const environmentOptions = {
  target: required(choice(["local", "aws"])),
  account: text({ pattern: /^\d{12}$/u, expects: "the twelve digits of an AWS account" }),
  region: text({ pattern: /^[a-z]{2}(-[a-z]+)+-\d$/u, expects: "an AWS region such as eu-central-1" }),
  posture: choice(["sandbox", "protected"]),
  functions: object(sharedFunctionOptions),
};

/** What `defineApp` accepts. */
export const appOptions = {
  name: required(text(name)),
  environments: required(record(object(environmentOptions))),
  sources: list(text()),
  build: object({
    external: list(
      text({ pattern: /^(?:@[a-z0-9-][\w.-]*\/)?[a-z0-9-][\w.-]*$/u, expects: "the name of a package, such as sharp" }),
    ),
  }),
};

/** The configuration of an app as it reads; timeouts in seconds. */
export type AppProperties = Read<typeof appOptions>;
