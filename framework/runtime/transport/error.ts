import type { WireResponse } from "./send.ts";

/** What went wrong with a call of AWS. */
export interface CallFailure {
  readonly operation: string;
  /** AWS's name of the error, or Node's where no answer came: `ECONNREFUSED`. */
  readonly code: string;
  readonly message: string;
  /** The HTTP status; 0 where no answer came. */
  readonly status: number;
  readonly requestId?: string | undefined;
  readonly cause?: unknown;
}

/** A call of AWS failed, after its retries. */
export class AwsError extends Error {
  override readonly name = "AwsError";
  /** The API operation: `SendMessage`. */
  readonly operation: string;
  /** AWS's name of the error, such as `AccessDenied`, or Node's where no answer came: `ECONNREFUSED`. */
  readonly code: string;
  /** The HTTP status; 0 where no answer came. */
  readonly status: number;
  /** What AWS support asks for. */
  readonly requestId: string | undefined;

  constructor(failure: CallFailure) {
    super(`${failure.operation}: ${failure.message} (${failure.code})`, { cause: failure.cause });
    this.operation = failure.operation;
    this.code = failure.code;
    this.status = failure.status;
    this.requestId = failure.requestId;
  }
}

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
