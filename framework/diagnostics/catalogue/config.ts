import type { Finding } from "../diagnostic.ts";

/** An environment on AWS that does not say where. */
export const notPinned: Finding = {
  code: "IFFC1092",
  title: "An environment on AWS must name its account and its region.",
  hint: 'Add account: "123456789012" and region: "eu-central-1" to the environment.',
  page: `iffc compares both with the credentials before it does anything else, so that a deploy can never reach the wrong
account. The twelve digits are printed by \`aws sts get-caller-identity\`.`,
};

/** There is nothing to deploy. */
export const nothingDeclared: Finding = {
  code: "IFFC1093",
  title: "The app declares nothing: no class that iffc reads is a service.",
  hint: "Mark a class with @Service() and its methods with triggers such as @Get; `sources` says which files are read.",
  severity: "warning",
  page: `iffc reads the files that \`tsconfig.json\` includes, or those that \`sources\` in \`iffc.config.ts\` names, without tests
and declarations, and looks for classes with the decorators of the package \`iffc\`. It found none. Most often the folder
of the services is not included, or the decorators are imported from somewhere else.`,
};

/** Every finding that only a configuration can have. */
export const configFindings: readonly Finding[] = [notPinned, nothingDeclared];
