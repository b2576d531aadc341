import type { FailureEntry } from "../../../diagnostics/failure.ts";

/** The bucket of artifacts cannot be used. */
export const artifactBucketUnusable: FailureEntry = {
  code: "IFFC5020",
  title: "The bucket that iffc keeps artifacts in cannot be used.",
  hint: "Restore the bucket that the message names, as the stack iffc-bootstrap declares it.",
  exit: 3,
  page: `Artifacts, templates and deployed plans live in one versioned bucket per account and region, which the stack
\`iffc-bootstrap\` made. If it is gone, unversioned, or belongs to another account, code could be exchanged between upload
and use. iffc does not go on without it.

If the bucket was deleted by hand, delete the stack \`iffc-bootstrap\` too; the next deploy makes both again.`,
};

/** A stack of that name belongs to somebody else. */
export const foreignStack: FailureEntry = {
  code: "IFFC5021",
  title: "A stack of this name exists and does not belong to this app and environment.",
  hint: "Rename the app or the environment, or delete the other stack if nobody needs it.",
  exit: 3,
  page: `iffc tags its stacks with \`iffc:app\` and \`iffc:environment\` and never changes a stack that lacks those tags or
carries others, even if the name is the one that it would use.`,
};

/** Something else is changing the stack. */
export const stackBusy: FailureEntry = {
  code: "IFFC5022",
  title: "The stack is being changed by another operation.",
  hint: "Wait until it has ended and run the same command again.",
  exit: 75,
  page: `CloudFormation runs one operation per stack. This one was not started by this command: another deploy is running, or
an earlier one was stopped while CloudFormation went on.`,
};

/** The stack is in a state that a deploy cannot leave. */
export const stackStuck: FailureEntry = {
  code: "IFFC5023",
  title: "The stack is in a state that a deploy cannot continue from.",
  hint: "Run `iffc recover`.",
  exit: 5,
  page: `A rollback, a deletion or a first creation failed half-way. What went wrong is in the message; which resources are
left is in the stack's events. A deploy could make it worse, so it stops here.`,
};

/** CloudFormation does not accept the change. */
export const changeSetFailed: FailureEntry = {
  code: "IFFC5024",
  title: "CloudFormation refused the change before it began.",
  hint: "Correct what the message names and deploy again. Nothing was changed.",
  exit: 4,
  page: `A change set is CloudFormation's own plan of a change. It could not be made: a property is not valid, a name is
taken, or a policy of the account forbids it. Nothing of the stack was touched.`,
};

/** The change set would do what the plan did not say. */
export const changeNotPlanned: FailureEntry = {
  code: "IFFC5025",
  title: "CloudFormation would remove or replace something that holds data and that the plan does not name.",
  hint: "Run `iffc plan` and look at what it would lose; what is to be lost has to be approved by name.",
  exit: 3,
  page: `Before a change set is executed it is compared with the plan that was shown. It may remove or replace a resource that
holds data only if the plan says so for exactly that resource. A difference means that the stack was changed after the plan
was made, or that CloudFormation judges a property otherwise than iffc.`,
};

/** The stack's operation failed. */
export const stackFailed: FailureEntry = {
  code: "IFFC5026",
  title: "CloudFormation could not finish the change.",
  hint: "Correct the cause that the message names and deploy again.",
  exit: 4,
  page: `A resource could not be created, changed or deleted. CloudFormation went back to where the stack was before, and the
version that was running still serves. The first failure is the cause; what failed after it is mostly a consequence.`,
};

/** Somebody deleted the stack meanwhile. */
export const stackVanished: FailureEntry = {
  code: "IFFC5027",
  title: "The stack disappeared while it was being changed.",
  hint: "Find out who deleted it, then deploy again.",
  exit: 4,
  page: `The stack that this command was changing no longer exists, or one of the same name took its place. iffc follows a stack
by its ARN and never goes on with another.`,
};

/** CloudFormation itself protects the stack. */
export const terminationProtected: FailureEntry = {
  code: "IFFC5029",
  title: "A stack is protected against termination.",
  hint: "Switch it off with: aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name NAME",
  exit: 3,
  page: `Termination protection is a switch of the stack in CloudFormation, set by somebody with that intention. iffc does not
change it.`,
};

/** Something could not be deleted. */
export const removalFailed: FailureEntry = {
  code: "IFFC5030",
  title: "A stack could not be deleted completely.",
  hint: "Remove what stands in the way and run the same command again.",
  exit: 4,
  page: `CloudFormation deleted what it could. What the message names is still there: it is in use, it is not empty, or the
credentials do not allow it. Running \`iffc destroy\` again continues.`,
};

/** The deployed plan was written by a newer iffc. */
export const recordTooNew: FailureEntry = {
  code: "IFFC5031",
  title: "This environment was last deployed by a newer version of iffc.",
  hint: "Update iffc in this project.",
  fault: "user",
  exit: 3,
  page: `The plan of the last deploy is kept in the account. It is written in a form that this version does not know, so it
cannot tell what a change would lose.`,
};

/** Nothing is deployed. */
export const notDeployed: FailureEntry = {
  code: "IFFC5032",
  title: "Nothing is deployed in this environment.",
  hint: "Deploy first.",
  fault: "user",
  exit: 3,
  page: `The account holds no plan of a successful deploy for this app and environment.`,
};

/** Every failure of stacks and of the bucket behind them. */
export const stackFailures: readonly FailureEntry[] = [
  artifactBucketUnusable,
  foreignStack,
  stackBusy,
  stackStuck,
  changeSetFailed,
  changeNotPlanned,
  stackFailed,
  stackVanished,
  terminationProtected,
  removalFailed,
  recordTooNew,
  notDeployed,
];
