/**
 * What the emulator does otherwise than AWS, row by row as in README.md. A row that fails after an upgrade of MiniStack
 * is good news: correct the table, and let deploy.test.ts assert what it now can.
 */
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { DescribeContinuousBackupsCommand, DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-lambda";
import {
  GetBucketEncryptionCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { zip } from "../../framework/build/store/archive.ts";
import { clientEnvironment, startMiniStack } from "./ministack.ts";

const server = await startMiniStack();

type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: object }>>;

const trust = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const role = { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: trust } };
const anyRole = { ...role, Properties: { ...role.Properties, RoleName: "any" } };
const tags = [{ Key: "team", Value: "shop" }];

describe.runIf(server)("MiniStack, unlike AWS,", { timeout: 60_000 }, () => {
  let cloudFormation: CloudFormationClient;
  let lambda: LambdaClient;
  let s3: S3Client;
  let dynamo: DynamoDBClient;

  beforeAll(() => {
    if (server) for (const [name, value] of Object.entries(clientEnvironment(server))) vi.stubEnv(name, value);
    cloudFormation = new CloudFormationClient({});
    lambda = new LambdaClient({});
    s3 = new S3Client({ forcePathStyle: true });
    dynamo = new DynamoDBClient({});
  });

  beforeAll(async () => {
    await create("any", { Role: anyRole });
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await server?.stop();
  });

  async function end(name: string): Promise<string> {
    for (;;) {
      const answer = await cloudFormation
        .send(new DescribeStacksCommand({ StackName: name }))
        .catch(() => ({ Stacks: [{ StackStatus: "DELETE_COMPLETE" as const }] }));
      const status = answer.Stacks?.[0]?.StackStatus ?? "";
      if (!status.endsWith("_IN_PROGRESS")) return status;
      await setTimeout(50);
    }
  }

  const inputFor = (name: string, resources: Resources) => ({
    StackName: name,
    TemplateBody: JSON.stringify({ Resources: resources }),
    Capabilities: ["CAPABILITY_NAMED_IAM" as const],
  });

  async function create(name: string, resources: Resources): Promise<string> {
    await cloudFormation.send(new CreateStackCommand(inputFor(name, resources)));
    return end(name);
  }

  async function update(name: string, resources: Resources): Promise<string> {
    await cloudFormation.send(new UpdateStackCommand(inputFor(name, resources)));
    return end(name);
  }

  function functionOf(name: string, properties: object): Resources[string] {
    const common = { FunctionName: name, Role: { "Fn::GetAtt": ["Role", "Arn"] }, Runtime: "nodejs24.x" };
    return { Type: "AWS::Lambda::Function", Properties: { ...common, Handler: "index.handler", ...properties } };
  }

  async function createFunction(name: string, source: string): Promise<void> {
    const { data } = zip("index.js", Buffer.from(source));
    const Role = "arn:aws:iam::000000000000:role/any";
    const common = { Runtime: "nodejs24.x" as const, Handler: "index.handler", Role };
    await lambda.send(new CreateFunctionCommand({ ...common, FunctionName: name, Code: { ZipFile: data } }));
  }

  test("creates a function whose code does not exist", async () => {
    const Code = { S3Bucket: "nowhere", S3Key: "nothing.zip" };
    expect(await create("lost", { Role: role, Lost: functionOf("lost", { Code }) })).toBe("CREATE_COMPLETE");
  });

  test("takes over a function that another hand made, and settings that Lambda refuses", async () => {
    await createFunction("taken", "exports.handler = async () => 1;");
    const Code = { ZipFile: "exports.handler = async () => 2;" };
    const taken = functionOf("taken", { Code, Timeout: 10_000, MemorySize: 1_000_000 });
    expect(await create("taker", { Role: role, Taken: taken })).toBe("CREATE_COMPLETE");
    const { Timeout } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "taken" }));
    expect(Timeout).toBe(10_000);
  });

  test("goes over every resource in an update, also over those that did not change", async () => {
    const first = { Type: "AWS::SQS::Queue" };
    await create("touched", { First: first });
    await update("touched", { First: first, Second: { Type: "AWS::SQS::Queue" } });
    const command = new DescribeStackEventsCommand({ StackName: "touched" });
    const events = (await cloudFormation.send(command)).StackEvents ?? [];
    const updated = events.filter(({ ResourceStatus: status }) => status === "UPDATE_COMPLETE");
    expect(updated.map(({ LogicalResourceId: id }) => id)).toEqual(expect.arrayContaining(["First", "Second"]));
  });

  test("calls the failed creation of an update a failed update", async () => {
    const first = { Type: "AWS::SQS::Queue" };
    await create("failed", { First: first });
    const second = { Type: "AWS::SQS::Queue", Properties: { DelaySeconds: 9_999 } };
    expect(await update("failed", { First: first, Second: second })).toBe("UPDATE_ROLLBACK_COMPLETE");
    const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: "failed" }));
    const own = StackEvents.filter(({ LogicalResourceId: id }) => id === "Second");
    expect(own.map(({ ResourceStatus: status }) => status)).toContain("UPDATE_FAILED");
  });

  test("drops properties: encryption, expiry and recovery of a table, encryption and tags of a bucket", async () => {
    const Encryption = {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } }],
    };
    const keys = {
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    };
    const more = {
      BillingMode: "PAY_PER_REQUEST",
      SSESpecification: { SSEEnabled: true },
      TimeToLiveSpecification: { AttributeName: "until", Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    };
    await create("dropped", {
      Table: { Type: "AWS::DynamoDB::Table", Properties: { TableName: "dropped", ...keys, ...more } },
      Bucket: {
        Type: "AWS::S3::Bucket",
        Properties: { BucketName: "dropped", BucketEncryption: Encryption, Tags: tags },
      },
    });
    const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: "dropped" }));
    expect(Table?.SSEDescription).toBeUndefined();
    const { TimeToLiveDescription } = await dynamo.send(new DescribeTimeToLiveCommand({ TableName: "dropped" }));
    expect(TimeToLiveDescription?.TimeToLiveStatus).toBe("DISABLED");
    const backups = await dynamo.send(new DescribeContinuousBackupsCommand({ TableName: "dropped" }));
    const { PointInTimeRecoveryDescription: recovery } = backups.ContinuousBackupsDescription ?? {};
    expect(recovery?.PointInTimeRecoveryStatus).toBe("DISABLED");
    const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket: "dropped" }));
    const [rule] = encryption.ServerSideEncryptionConfiguration?.Rules ?? [];
    expect(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe("AES256");
    await expect(s3.send(new GetBucketTaggingCommand({ Bucket: "dropped" }))).rejects.toThrow("does not exist");
  });

  test("deletes a bucket with everything in it", async () => {
    await create("full", { Bucket: { Type: "AWS::S3::Bucket", Properties: { BucketName: "full" } } });
    await s3.send(new PutObjectCommand({ Bucket: "full", Key: "kept?", Body: "no" }));
    await cloudFormation.send(new DeleteStackCommand({ StackName: "full" }));
    expect(await end("full")).toBe("DELETE_COMPLETE");
    await expect(s3.send(new HeadBucketCommand({ Bucket: "full" }))).rejects.toMatchObject({ name: "NotFound" });
  });

  test("does not look at who owns a bucket, nor at the rules of names in the account's namespace", async () => {
    const Properties = { BucketName: "no-namespace", BucketNamespace: "account-regional" };
    expect(await create("named", { Bucket: { Type: "AWS::S3::Bucket", Properties } })).toBe("CREATE_COMPLETE");
    const asked = { Bucket: "no-namespace", ExpectedBucketOwner: "999999999999" };
    await expect(s3.send(new GetBucketVersioningCommand(asked))).resolves.toBeDefined();
  });

  test("publishes code other than the expected, and lets an alias name a version that is not there", async () => {
    await createFunction("loose", "exports.handler = async () => 1;");
    const wrong = { FunctionName: "loose", CodeSha256: "AAAA" };
    await expect(lambda.send(new PublishVersionCommand(wrong))).resolves.toMatchObject({ Version: "1" });
    await create("alias", {
      Alias: { Type: "AWS::Lambda::Alias", Properties: { FunctionName: "loose", FunctionVersion: "1", Name: "live" } },
    });
    const move = { FunctionName: "loose", Name: "live", FunctionVersion: "99" };
    await expect(lambda.send(new UpdateAliasCommand(move))).resolves.toMatchObject({ FunctionVersion: "99" });
  });

  test("answers a handler's error with 502 over HTTP", async () => {
    await createFunction("throws", "exports.handler = async () => { throw new Error('no'); };");
    const IntegrationUri = "arn:aws:lambda:us-east-1:000000000000:function:throws";
    const integration = {
      ApiId: { Ref: "Api" },
      IntegrationType: "AWS_PROXY",
      IntegrationUri,
      PayloadFormatVersion: "2.0",
    };
    const Target = { "Fn::Join": ["/", ["integrations", { Ref: "Integration" }]] };
    const template = {
      Resources: {
        Api: { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "throws", ProtocolType: "HTTP" } },
        Integration: { Type: "AWS::ApiGatewayV2::Integration", Properties: integration },
        Route: { Type: "AWS::ApiGatewayV2::Route", Properties: { ApiId: { Ref: "Api" }, RouteKey: "GET /", Target } },
        Stage: {
          Type: "AWS::ApiGatewayV2::Stage",
          Properties: { ApiId: { Ref: "Api" }, StageName: "$default", AutoDeploy: true },
        },
      },
      Outputs: { Id: { Value: { Ref: "Api" } } },
    };
    await cloudFormation.send(new CreateStackCommand({ StackName: "http", TemplateBody: JSON.stringify(template) }));
    await end("http");
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: "http" }));
    const id = Stacks?.[0]?.Outputs?.[0]?.OutputValue;
    expect((await fetch(`${server?.endpoint}/_aws/execute-api/${id}/$default/`)).status).toBe(502);
  });

  test.each(["AWS::EC2::EIP", "AWS::EC2::NatGateway", "AWS::EC2::SecurityGroupIngress"])(
    "does not know %s",
    async (Type) => {
      await expect(create("network", { Thing: { Type } })).rejects.toThrow("Unrecognized resource types");
    },
  );
});
