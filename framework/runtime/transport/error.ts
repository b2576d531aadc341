import { AwsError } from "./aws-error.ts";
import type { WireResponse } from "./send.ts";

/** The error that an answer of the AWS JSON or REST-XML protocol describes. */
export function readError(operation: string, { status, headers, body }: WireResponse): AwsError {
  const text = body.toString();
  const { code, message, requestId } = text.startsWith("<") ? readXml(text) : readJson(text);
  return new AwsError({
    operation,
    code: code ?? `Http${status}`,
    message: message ?? `HTTP ${status}`,
    status,
    requestId: requestId ?? (headers["x-amzn-requestid"] ?? headers["x-amz-request-id"])?.toString(),
  });
}

interface Description {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly requestId?: string | undefined;
}

/** `{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"…"}` */
function readJson(text: string): Description {
  try {
    const { __type: type, Message: capital, message = capital } = JSON.parse(text) as Record<string, unknown>;
    return {
      code: typeof type === "string" ? type.slice(type.indexOf("#") + 1) : undefined,
      message: typeof message === "string" ? message : undefined,
    };
  } catch {
    return {};
  }
}

/** `<Error><Code>NoSuchKey</Code><Message>…</Message><RequestId>…</RequestId></Error>` */
function readXml(text: string): Description {
  const element = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
  return { code: element("Code"), message: element("Message"), requestId: element("RequestId") };
}
