import type { Finding } from "../diagnostic.ts";

/** Two things of one app would get the same CloudFormation logical id. */
export const logicalIdTaken: Finding = {
  code: "IFFC2001",
  title: "Two ids become the same CloudFormation logical id.",
  hint: "Rename one of them, or pin it with another `id`.",
  page: `CloudFormation's logical ids are letters and digits only, so \`Orders.item\` and \`Orders.Item\` both become
\`OrdersItem\`. A logical id decides which physical resource is meant; two things can never share one.`,
};

/** A stateful resource would be deleted and made anew. */
export const wouldReplace: Finding = {
  code: "IFFC2010",
  title: "This change would replace a resource that holds data.",
  hint: "Undo the change, or approve the loss of its data with --allow-replace and the resource's id.",
  exit: 3,
  page: `Some properties of a resource are fixed when it is made: a table's keys, whether a queue is FIFO. CloudFormation
changes them by making a new, empty resource and deleting the old one. iffc stops before that.

To keep the data, declare a second resource under another name, copy, and remove the first one later.
To give the data up, name the resource: \`iffc deploy --env dev --allow-replace Orders.orders\`.`,
};

/** A stateful resource disappeared and one like it appeared: most likely a rename. */
export const looksRenamed: Finding = {
  code: "IFFC2011",
  title: "A resource that holds data is gone, and a new one of the same kind and shape is here.",
  hint: "Pin the old identity with `id`, so that the data stays.",
  exit: 3,
  page: `A resource is known by \`Class.field\`. Renaming the class or the field makes another identity: the old resource would
be deleted and an empty one made. If it is a rename, keep the identity:

    @Table({ id: "Orders.orders", partitionKey: "id" }) readonly purchases!: Table<Order, "id">;

If it really is a new resource, remove the old one in a deploy of its own first.`,
};

/** A stateful resource disappeared. */
export const wouldRemove: Finding = {
  code: "IFFC2012",
  title: "This change would remove a resource that holds data.",
  hint: "Put the declaration back, or approve the loss of its data with --allow-remove and the resource's id.",
  exit: 3,
  page: `The resource is deployed but no longer declared. iffc never deletes data because a line of code is gone: name the
resource in order to approve, \`iffc deploy --env dev --allow-remove Orders.orders\`.`,
};

/** An approval of a loss that does not happen. */
export const approvalUnused: Finding = {
  code: "IFFC2013",
  title: "An approval names nothing in the plan.",
  hint: "Name a resource that the plan replaces or removes, or leave the option out.",
  page: `\`--allow-replace\` and \`--allow-remove\` each approve one loss of data: of the resource that they name, in the way
that they name. One that fits nothing in the plan is a slip of the pen, or was meant for a deploy that is done; in a
pipeline it would wait there for the day on which it fits. So it stops \`iffc plan\` and \`iffc deploy\` until it is gone.`,
};

/** An environment variable's name is one that Lambda refuses. */
export const variableRefused: Finding = {
  code: "IFFC2020",
  title: "Lambda does not accept an environment variable of this name.",
  hint: "Use at least two letters, digits or underscores, starting with a letter, and no name that AWS reserves.",
  page: `Names match \`[a-zA-Z]([a-zA-Z0-9_])+\`, so a single letter or a dash is refused, and so is every name that the
runtime sets itself, such as \`AWS_REGION\` or anything else that starts with \`AWS_\` or \`LAMBDA_\`.
https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html`,
};

/** The environment of a function is too large. */
export const environmentTooLarge: Finding = {
  code: "IFFC2021",
  title: "A function's environment variables take more than 4 KB.",
  hint: "Move large values into a file of the bundle or a parameter.",
  page: `Lambda allows 4 KB (4,096 bytes) for all variables of a function together, measured as JSON text. iffc counts yours
and its own, the addresses of the resources that the handler uses.
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html`,
};

/** A plain environment variable looks like a credential. */
export const secretInPlainText: Finding = {
  code: "IFFC2022",
  title: "This looks like a secret in plain text.",
  hidesSource: true,
  hint: "Keep it in AWS Secrets Manager or Parameter Store, and read it when the function runs.",
  page: `Environment variables stand in the template, in the console and in the source repository. iffc refuses values that
look like AWS keys, private keys, tokens, or passwords (by the name of the variable or the form of the value).`,
};

/** A function asks for a timeout beyond what its trigger allows. */
export const timeoutTooLong: Finding = {
  code: "IFFC2030",
  title: "The function may not run this long behind its trigger.",
  hint: "Lower the timeout, or hand the long work to a queue and answer at once.",
  page: `An HTTP API waits 30 seconds for its function and then answers 503 while the function goes on; so a handler of a
route may take at most 29 seconds. Other triggers allow Lambda's own limit of 900 seconds.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html`,
};

/** A function that can never run. */
export const concurrencyZero: Finding = {
  code: "IFFC2031",
  title: "A reserved concurrency of 0 switches the function off.",
  hint: "Leave the option out to take from the account's pool.",
  severity: "warning",
  page: `Reserved concurrency is both a guarantee and a ceiling. At 0 every invocation is throttled.
https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html`,
};

/** Every finding of this phase. */
export const planFindings: readonly Finding[] = [
  logicalIdTaken,
  wouldReplace,
  looksRenamed,
  wouldRemove,
  approvalUnused,
  variableRefused,
  environmentTooLarge,
  secretInPlainText,
  timeoutTooLong,
  concurrencyZero,
];
