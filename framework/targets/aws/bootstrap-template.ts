import type { CloudFormationObject, CloudFormationResource } from "../../kinds/kind.ts";
import type { Template } from "./synthesize/stack.ts";

/** The one stack per account and region that all apps share. */
export const bootstrapStackName = "iffc-bootstrap";

/**
 * Regions without namespaces of accounts for buckets.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html
 */
const regionsWithoutNamespace: ReadonlySet<string> = new Set(["me-south-1", "me-central-1"]);

/**
 * The bucket of artifacts, templates and deployed plans: `iffc-artifacts-<account>-<region>-an`. The ending puts it in
 * the account's own namespace, where nobody else can ever create it.
 */
export function artifactBucketName(account: string, region: string): string {
  const name = `iffc-artifacts-${account}-${region}`;
  return regionsWithoutNamespace.has(region) ? name : `${name}-an`;
}

/** The template of the bootstrap stack: a bucket that keeps every version, takes TLS only, and outlives the stack. */
export function bootstrapTemplate(account: string, region: string): Template {
  const inNamespace = regionsWithoutNamespace.has(region) ? {} : { BucketNamespace: "account-regional" };
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "What iffc keeps once per account and region: artifacts, templates and deployed plans.",
    Metadata: { iffc: { tier: "bootstrap" } },
    Resources: {
      Artifacts: artifacts({ BucketName: artifactBucketName(account, region), ...inNamespace }),
      ArtifactsPolicy: artifactsPolicy(),
    },
    Outputs: { ArtifactBucket: { Value: { Ref: "Artifacts" } } },
  };
}

function artifacts(name: CloudFormationObject): CloudFormationResource {
  return {
    Type: "AWS::S3::Bucket",
    DeletionPolicy: "RetainExceptOnCreate",
    UpdateReplacePolicy: "Retain",
    Properties: {
      ...name,
      VersioningConfiguration: { Status: "Enabled" },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: {
        Rules: [{ Id: "unfinished", Status: "Enabled", AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }],
      },
    },
  };
}

function artifactsPolicy(): CloudFormationResource {
  return {
    Type: "AWS::S3::BucketPolicy",
    Properties: {
      Bucket: { Ref: "Artifacts" },
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "TlsOnly",
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: [{ "Fn::GetAtt": ["Artifacts", "Arn"] }, { "Fn::Sub": "${Artifacts.Arn}/*" }],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ],
      },
    },
  };
}
