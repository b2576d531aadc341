import {
  type AliasConfiguration,
  type FunctionConfiguration,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import type { JsonObject } from "../../../../model/json.ts";
import type { Alias, Functions, FunctionVersion, Invocation, InvocationRequest } from "../functions.ts";
import { call, callForExisting } from "./call.ts";

/** Lambda's clients: one for the control plane, and one that waits as long as a function may run and never repeats. */
export interface LambdaClients {
  readonly control: LambdaClient;
  readonly invoke: LambdaClient;
}

/** Lambda through the SDK. */
export function sdkFunctions({ control, invoke }: LambdaClients): Functions {
  return {
    async describe(name, qualifier) {
      const command = new GetFunctionConfigurationCommand({ FunctionName: name, Qualifier: qualifier });
      const send = () => control.send(command);
      const answer = await callForExisting("lambda:GetFunctionConfiguration", send, "ResourceNotFoundException");
      return answer && readVersion(answer);
    },
    async updateCode({ name, code, revisionId }) {
      const command = new UpdateFunctionCodeCommand({
        FunctionName: name,
        S3Bucket: code.bucketName,
        S3Key: code.key,
        S3ObjectVersion: code.version,
        RevisionId: revisionId,
      });
      return readVersion(await call("lambda:UpdateFunctionCode", () => control.send(command)));
    },
    async publish({ name, codeSha256, revisionId }) {
      const input = { FunctionName: name, CodeSha256: codeSha256, RevisionId: revisionId };
      return readVersion(await call("lambda:PublishVersion", () => control.send(new PublishVersionCommand(input))));
    },
    async alias(name, alias) {
      const send = () => control.send(new GetAliasCommand({ FunctionName: name, Name: alias }));
      const answer = await callForExisting("lambda:GetAlias", send, "ResourceNotFoundException");
      return answer && readAlias(answer);
    },
    async updateAlias({ name, alias, version, revisionId }) {
      const input = { FunctionName: name, Name: alias, FunctionVersion: version, RevisionId: revisionId };
      return readAlias(await call("lambda:UpdateAlias", () => control.send(new UpdateAliasCommand(input))));
    },
    invoke: (request) => invokeFunction(invoke, request),
  };
}

async function invokeFunction(client: LambdaClient, request: InvocationRequest): Promise<Invocation> {
  const command = new InvokeCommand({
    FunctionName: request.name,
    Qualifier: request.qualifier,
    Payload: Buffer.from(request.payload),
    LogType: "Tail",
  });
  const answer = await call("lambda:InvokeFunction", () => client.send(command));
  return {
    ...(answer.FunctionError && { error: answer.FunctionError }),
    payload: answer.Payload?.transformToString() ?? "",
    log: Buffer.from(answer.LogResult ?? "", "base64").toString("utf8"),
    version: answer.ExecutedVersion ?? "",
  };
}

function readAlias(answer: AliasConfiguration): Alias {
  return { version: answer.FunctionVersion ?? "", revisionId: answer.RevisionId ?? "" };
}

function readVersion(answer: FunctionConfiguration): FunctionVersion {
  const name = answer.FunctionName ?? "";
  return {
    name,
    arn: answer.FunctionArn ?? "",
    version: answer.Version ?? "",
    codeSha256: answer.CodeSha256 ?? "",
    revisionId: answer.RevisionId ?? "",
    state: answer.State ?? "Active",
    ...(answer.StateReason && { stateReason: answer.StateReason }),
    updateStatus: answer.LastUpdateStatus ?? "Successful",
    ...(answer.LastUpdateStatusReason && { updateReason: answer.LastUpdateStatusReason }),
    settings: readSettings(answer),
    logGroup: answer.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
  };
}

/** What a version freezes beside its code, without what only describes the version or the moment. */
function readSettings(answer: FunctionConfiguration): JsonObject {
  const settings = {
    runtime: answer.Runtime,
    handler: answer.Handler,
    role: answer.Role,
    memory: answer.MemorySize,
    timeout: answer.Timeout,
    environment: answer.Environment?.Variables ?? {},
    architectures: answer.Architectures,
    storage: answer.EphemeralStorage?.Size,
    layers: answer.Layers?.map((layer) => layer.Arn ?? "") ?? [],
    tracing: answer.TracingConfig?.Mode,
    logging: { ...answer.LoggingConfig },
    deadLetters: answer.DeadLetterConfig?.TargetArn,
    key: answer.KMSKeyArn,
    network: { subnets: answer.VpcConfig?.SubnetIds ?? [], securityGroups: answer.VpcConfig?.SecurityGroupIds ?? [] },
    fileSystems: answer.FileSystemConfigs?.map((system) => ({ ...system })) ?? [],
    snapStart: answer.SnapStart?.ApplyOn,
  };
  return JSON.parse(JSON.stringify(settings)) as JsonObject;
}
