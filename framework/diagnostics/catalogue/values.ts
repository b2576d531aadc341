import type { Finding } from "../diagnostic.ts";

const allowedForms = `Allowed are literals, template texts, arrays and objects of these, arithmetic and concatenation, enums, and consts
(also imported from other files of the project), with \`as const\`, \`satisfies\`, spreads and property access.`;

/** A value depends on something that only exists when the code runs. */
export const unknownValue: Finding = {
  code: "IFFC1004",
  title: "This value is not known before the code runs.",
  hint: "Use a literal or a const.",
  page: `What a decorator or the configuration says decides which infrastructure there is, so it must be known without running
anything. iffc reads the sources; it never executes them.

${allowedForms}

What differs between environments belongs in \`iffc.config.ts\`; what a handler needs at run time belongs in its
\`environment\`, a parameter or a secret.`,
};

/** A value is imported from a package. */
export const packageValue: Finding = {
  code: "IFFC1005",
  title: "This value comes from a package, and iffc reads the project's own sources only.",
  hint: "Write the value in the project, as a literal or a const.",
  page: `A package's code is not part of what is reviewed with the app: an update could silently change the infrastructure.
The related places show by which imports the value is reached. Packages of the same workspace are read like the
project's own files.

${allowedForms}`,
};

/** An option that the decorator or the configuration does not have. */
export const unknownOption: Finding = {
  code: "IFFC1023",
  title: "There is no such option.",
  hint: "Remove it, or correct its name.",
  page: `An option that is not known would have no effect, and most often it is a typing error of one that should have one.
The message names the option that was probably meant, or lists the possible ones.`,
};

/** A required option is left out. */
export const missingOption: Finding = {
  code: "IFFC1024",
  title: "A required option is missing.",
  hint: "Add it.",
  page: `The option has no value that would be right for everyone, so it must be written.`,
};

/** An option's value breaks its rule. */
export const invalidOption: Finding = {
  code: "IFFC1025",
  title: "This value is not allowed here.",
  hint: "Change it to what the message asks for.",
  page: `Ranges and forms are those of the service behind the option. They are checked here, at the place where the value is
written, because CloudFormation would find them only in the middle of a deploy.

Lengths of time are written with their unit: \`"30 seconds"\`, \`"5 minutes"\`, \`"1 hour"\`, \`"14 days"\`.`,
};

/** More arguments than a decorator takes. */
export const extraArgument: Finding = {
  code: "IFFC1026",
  title: "This argument is one too many.",
  hint: "Remove it.",
  page: `A decorator takes its options in one object, after what it refers to: \`@Consumes("incoming", { batch: 5 })\`.`,
};

/** A property is written twice in one object. */
export const duplicateOption: Finding = {
  code: "IFFC1027",
  title: "This is written twice in the same object.",
  hint: "Keep one of the two.",
  page: `In an object literal, the later of two properties with the same name silently wins. Where the object describes
infrastructure that is hardly what was meant: two environments of one name, say, of which one would vanish.`,
};

/** A name breaks the allow-list. */
export const invalidName: Finding = {
  code: "IFFC1022",
  title: "This name cannot be used in the names of cloud resources.",
  hint: "Use a name that starts with a letter and consists of letters, digits and underscores, at most 64.",
  page: `The names of classes, fields and handlers become identities, names of functions and logical ids in templates. They are
held to letters, digits and underscores, so that they mean the same in every place and can be told apart by eye.
Nothing in a name is ever substituted or interpreted. An \`id\` may also contain dots and dashes.`,
};

/** Two declarations have the same identity. */
export const duplicateIdentity: Finding = {
  code: "IFFC1020",
  title: "Two declarations have the same identity.",
  hint: "Rename one of them, or give it an `id` of its own.",
  page: `Every class, resource and handler is known by its id: \`Orders\`, \`Orders.incoming\`, \`Orders.place\`. Two with the same
id would be one thing in the cloud. Ids that differ only in case count as the same, since IAM and several other
services do not tell them apart.`,
};

/** Everything that can be found about values and names. */
export const valueFindings: readonly Finding[] = [
  unknownValue,
  packageValue,
  unknownOption,
  missingOption,
  invalidOption,
  extraArgument,
  duplicateOption,
  invalidName,
  duplicateIdentity,
];
