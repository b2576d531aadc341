/** Findings of the validators that we have looked at and live with, each with the reason. One that never occurs must go. */

/** A finding that is accepted. */
export interface Accepted {
  readonly rule: string;
  /** The logical ids that it is accepted for. */
  readonly on: RegExp;
  readonly reason: string;
}

/** Findings of `@aws/cloudformation-validate` and of cfn-lint, which share their rules' names. */
export const acceptedByValidators: readonly Accepted[] = [
  {
    rule: "E1029",
    on: /^StoreFunction$/u,
    reason: "The text is the user's and stays as it is: outside of Fn::Sub, CloudFormation leaves it alone.",
  },
];

/** Findings of cdk-nag's AwsSolutions and Serverless packs. */
export const acceptedByNag: readonly Accepted[] = [
  {
    rule: "AwsSolutions-APIG4",
    on: /Route$/u,
    reason: "The user opened the route, which the planner refuses in protected environments unless it was said.",
  },
  {
    rule: "AwsSolutions-DDB3",
    on: /^StoreVisitsTable$/u,
    reason: "The user turned continuous backups off for this table.",
  },
  {
    rule: "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::",
    on: /Role$/u,
    reason: "The objects of one bucket have no other ARN than the bucket's with any key.",
  },
  {
    rule: "AwsSolutions-IAM5[Resource::*]",
    on: /^StoreRole$/u,
    reason: "X-Ray's actions have no resource level; the user asked for them by name.",
  },
  {
    rule: "AwsSolutions-S1",
    on: /Bucket$/u,
    reason: "Access logs need a bucket of the organisation's; CloudTrail data events are the account owner's choice.",
  },
  {
    rule: "AwsSolutions-SQS3",
    on: /DeadLetters$/u,
    reason: "It is a dead-letter queue: of a function, a rule or a schedule, which this rule does not know.",
  },
  {
    rule: "Serverless-LambdaDLQ",
    on: /Function$/u,
    reason:
      "Functions that are invoked asynchronously have an on-failure destination, which supersedes DeadLetterConfig.",
  },
  {
    rule: "Serverless-LambdaEventSourceMappingDestination",
    on: /EventSource$/u,
    reason: "Failures of a queue's consumer go to the queue's own dead-letter queue.",
  },
  {
    rule: "Serverless-LambdaStarPermissions",
    on: /^StoreRole$/u,
    reason: "X-Ray's actions have no resource level; the user asked for them by name.",
  },
  {
    rule: "Serverless-LambdaTracing",
    on: /Function$/u,
    reason: "Tracing needs permissions on everything, so that it is on only for functions that were granted them.",
  },
  {
    rule: "Serverless-SQSRedrivePolicy",
    on: /DeadLetters$/u,
    reason: "A dead-letter queue has no dead-letter queue.",
  },
];

/** A finding of any tool. */
export interface NamedFinding {
  readonly rule: string;
  readonly on: string;
}

/** The findings that nobody accepted, and the acceptances that nothing needs. */
export function compareWithAccepted(findings: readonly NamedFinding[], accepted: readonly Accepted[]) {
  const covers = ({ rule, on }: Accepted, finding: NamedFinding): boolean =>
    finding.rule.startsWith(rule) && on.test(finding.on);
  return {
    unexplained: findings.filter((finding) => !accepted.some((entry) => covers(entry, finding))),
    unused: accepted.filter((entry) => !findings.some((finding) => covers(entry, finding))),
  };
}
