import type { FailureEntry } from "../../../diagnostics/failure.ts";

/** The credentials lead elsewhere than the environment says. */
export const wrongAccount: FailureEntry = {
  code: "IFFC5001",
  title: "The credentials lead to another account or region than the environment is pinned to.",
  hint: "Choose the profile or the credentials of the environment's account, or correct the environment in iffc.config.ts.",
  exit: 3,
  page: `Every environment names its account and region. iffc asks AWS whose credentials it was given
(\`sts:GetCallerIdentity\`) before anything else, and makes no other call unless the account is the pinned one. A region that
your own AWS configuration names (\`AWS_REGION\`, or the profile's \`region\`) has to agree as well: a difference means that
one of the two is a mistake.`,
};

/** The credentials ran out. */
export const credentialsExpired: FailureEntry = {
  code: "IFFC5002",
  title: "The AWS credentials have expired.",
  hint: "Sign in again (for a profile with single sign-on: `aws sso login`) and run the same command; what is done is not repeated.",
  exit: 3,
  page: `Temporary credentials end after a time that their issuer chose. iffc stops at the first answer that says so. An
operation that CloudFormation had already begun goes on without credentials, to its end or back to where it was; running
\`iffc deploy\` again continues from whatever it left.`,
};

/** There are no credentials. */
export const credentialsMissing: FailureEntry = {
  code: "IFFC5003",
  title: "No AWS credentials were found.",
  hint: "Set AWS_PROFILE to a profile of yours, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
  exit: 3,
  page: `iffc uses the AWS SDK's own search: environment variables, shared profiles, single sign-on, web identity, container
and instance roles. None of them had credentials.`,
};

/** The chosen profile cannot be used. */
export const profileUnusable: FailureEntry = {
  code: "IFFC5004",
  title: "The AWS profile that AWS_PROFILE names gives no credentials.",
  hint: "Correct AWS_PROFILE, or add the profile with `aws configure`.",
  exit: 3,
  page: `Where AWS_PROFILE is set, that profile is the only source of credentials. iffc does not fall back to environment
variables or to a role of the machine, because those could belong to another account.`,
};

/** AWS does not know the credentials. */
export const credentialsInvalid: FailureEntry = {
  code: "IFFC5005",
  title: "AWS does not accept these credentials.",
  hint: "Check the access key and its secret; a deleted or deactivated key is refused too.",
  exit: 3,
  page: `The request was signed, but AWS does not know the key, or the signature does not fit its secret. A session token that
is missing or belongs to another key has the same effect.`,
};

/** The credentials may not do this. */
export const accessDenied: FailureEntry = {
  code: "IFFC5006",
  title: "The credentials do not allow a call that the deploy needs.",
  hint: "Ask for the action that the message names, on the resource that it names.",
  exit: 3,
  page: `Identity policies, permission boundaries, service control policies or a session policy deny the call. The message of
AWS names the action and, for most services, the kind of policy that denies it.`,
};

/** This machine's clock is wrong. */
export const clockSkewed: FailureEntry = {
  code: "IFFC5007",
  title: "This machine's clock differs too much from that of AWS.",
  hint: "Correct the clock, for instance by turning on time synchronisation, and run the command again.",
  exit: 3,
  page: `Requests carry the time at which they were signed, and AWS refuses those that are more than five minutes off
(S3: fifteen).`,
};

/** AWS cannot be reached. */
export const unreachable: FailureEntry = {
  code: "IFFC5008",
  title: "AWS cannot be reached.",
  hint: "Check the connection. Behind a proxy that inspects TLS, set NODE_EXTRA_CA_CERTS to its certificate.",
  exit: 4,
  page: `The name could not be resolved, nothing answered, or the certificate is not trusted. Where AWS_ENDPOINT_URL is set,
that address is meant. An operation that CloudFormation had already begun goes on; running the same command again continues.`,
};

/** AWS is answering slower than asked. */
export const throttled: FailureEntry = {
  code: "IFFC5009",
  title: "AWS kept refusing because of too many requests, or was not available.",
  hint: "Run the same command again in a minute.",
  exit: 4,
  page: `Every call is tried ten times with growing pauses. Other tools that work in the same account and region use up the
same allowance of requests.`,
};

/** Anything else that AWS refuses. */
export const refused: FailureEntry = {
  code: "IFFC5010",
  title: "AWS refused a call.",
  hint: "Read the message of AWS; when its cause is gone, run the same command again.",
  exit: 4,
  page: `AWS answered a call with an error that iffc has no better explanation for. The version that was running before still
serves.`,
};

/** The user asked to stop. */
export const interrupted: FailureEntry = {
  code: "IFFC5011",
  title: "Interrupted.",
  hint: "Run the same command again to go on.",
  fault: "user",
  exit: 130,
  page: `Before CloudFormation begins, an interrupt leaves nothing behind. After that, CloudFormation finishes what it began,
or goes back by itself, whether or not anyone watches.`,
};

/** Every failure of reaching and being allowed into AWS. */
export const accessFailures: readonly FailureEntry[] = [
  wrongAccount,
  credentialsExpired,
  credentialsMissing,
  profileUnusable,
  credentialsInvalid,
  accessDenied,
  clockSkewed,
  unreachable,
  throttled,
  refused,
  interrupted,
];
