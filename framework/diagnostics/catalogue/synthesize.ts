import type { Finding } from "../diagnostic.ts";
import type { FailureEntry } from "../failure.ts";

/** Two parts of one stack ask for the same logical id: a bug of iffc, thrown. */
export const logicalIdTwice: FailureEntry = {
  code: "IFFC4001",
  title: "Two parts of a stack would have the same logical id.",
  hint: "Pin one of the two with another `id`, and report this: iffc should have named them apart.",
  fault: "iffc",
  exit: 1,
  page: `Every resource of a CloudFormation stack has a logical id of its own. iffc makes them from the ids in your code and
refuses to let one thing overwrite another.`,
};

/** A text that CloudFormation would replace by something else. */
export const dynamicReference: Finding = {
  code: "IFFC4002",
  title: "This text holds `{{resolve:`, which CloudFormation would replace by a secret or parameter.",
  hint: "Write the text differently, or read the secret when the function runs.",
  page: `CloudFormation looks for \`{{resolve:ssm:...}}\` and \`{{resolve:secretsmanager:...}}\` anywhere in a template and puts
the value there, readable for everyone who may look at the function. iffc never writes such references and refuses texts
that would become one.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html`,
};

/** A name that CloudFormation reads as an instruction. */
export const intrinsicName: Finding = {
  code: "IFFC4003",
  title: "An environment variable may not be called `Ref`.",
  hint: "Choose another name.",
  page: `In a template, an object with the key \`Ref\` is a reference to another resource and not an object. A variable of
that name would turn the whole environment of the function into one.`,
};

/** A stack holds more than CloudFormation takes. */
export const stackTooLarge: Finding = {
  code: "IFFC4010",
  title: "A stack holds more than CloudFormation allows.",
  hint: "Move some handlers or resources into another service.",
  page: `A CloudFormation stack has at most 500 resources, 200 outputs, 200 parameters and a body of 1 MB. iffc makes one stack
for what holds data, one per service and one for the routes: a smaller service is a smaller stack. It warns at 90 %.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html`,
};

/** A stack holds more things of one sort than their AWS service takes. */
export const serviceQuotaExceeded: Finding = {
  code: "IFFC4011",
  title: "There are more things of one sort than AWS allows.",
  hint: "Merge some of them, or split the app.",
  page: `An HTTP API has at most 300 routes, 300 integrations and 10 authorizers. All routes of one function share an
integration: \`@Service({ functions: "one" })\` needs a single one for the whole class. iffc warns at 90 %.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html`,
};

/** The permissions of a function do not fit into its role. */
export const policyTooLarge: Finding = {
  code: "IFFC4012",
  title: "The permissions of a function are too long for its role.",
  hint: "Let the function use fewer resources: split the handler, or the class that keeps its handlers in one function.",
  page: `The policies written into a role may have 10,240 characters together, white space not counted. iffc merges what can be
merged; names that CloudFormation has yet to make are counted at their longest. It warns at 90 %.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html`,
};

/** Every finding of this phase. */
export const synthesizeFindings: readonly Finding[] = [
  dynamicReference,
  intrinsicName,
  stackTooLarge,
  serviceQuotaExceeded,
  policyTooLarge,
];
