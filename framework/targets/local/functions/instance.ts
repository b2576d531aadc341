import { randomUUID } from "node:crypto";
import type { InvocationResult } from "../../../kinds/local.ts";
import type { Setup } from "./child.ts";
import { describePayload, errorPayload, exitPayload, timeoutPayload } from "./errors.ts";
import { createFrameBuffer, encodeFrame, frameType, type Frame } from "./frames.ts";
import { createLines } from "./lines.ts";
import type { Blank } from "./spares.ts";
import type { FunctionSpec } from "./spec.ts";

/** One process of a function. It takes one invocation at a time. */
export interface Instance {
  readonly spec: FunctionSpec;
  /** Resolves when the handler is loaded, or with Lambda's error shape when it cannot be. */
  readonly loaded: Promise<string | undefined>;
  invoke(invocation: Invocation): Promise<Outcome>;
  /** False once the process has ended or is about to. */
  isAlive(): boolean;
  /** Ends the process at once, and everything that it started. */
  end(): void;
}

/** A request to a function. */
export interface Invocation {
  readonly requestId: string;
  /** The event as JSON. */
  readonly payload: string;
}

/** How an invocation ended. Where the process died before it began with it, another one may take it. */
export interface Outcome {
  readonly started: boolean;
  readonly result: InvocationResult;
}

/** Takes a line that a function wrote, with the id of the invocation that wrote it. */
export type TakeLine = (line: string, stream: "stdout" | "stderr", requestId: string) => void;

/** Milliseconds for loading a bundle: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const initLimit = 10_000;
/** Bytes of a response, the most that Lambda takes: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const responseLimit = 6_291_556;

type Failure = Omit<Extract<InvocationResult, { ok: false }>, "ok">;

/** The answer of a process that is there no more. */
export const gone: InvocationResult = {
  ok: false,
  reason: "crash",
  payload: errorPayload("Runtime.ExitError", "The process has ended."),
};

interface Running {
  readonly resolve: (outcome: Outcome) => void;
  readonly timer: NodeJS.Timeout;
}

/** What an instance knows of its process. */
interface State {
  readonly blank: Blank;
  readonly spec: FunctionSpec;
  readonly loading: PromiseWithResolvers<string | undefined>;
  readonly output: ReturnType<typeof createOutput>;
  readonly initTimer: NodeJS.Timeout;
  alive: boolean;
  running?: Running | undefined;
}

/** What a process is to become. */
export interface Role {
  readonly spec: FunctionSpec;
  /** The address of the function's Runtime API. */
  readonly runtimeApi: Promise<string>;
}

/** Makes a blank process the function's. */
export function startInstance(blank: Blank, { spec, runtimeApi }: Role, takeLine: TakeLine): Instance {
  const state: State = {
    blank,
    spec,
    loading: Promise.withResolvers(),
    output: createOutput(takeLine),
    initTimer: setTimeout(() => {
      const payload = timeoutPayload(state.output.requestId, initLimit / 1000);
      fail(state, { reason: "init", payload });
    }, initLimit),
    alive: true,
  };
  listen(state);
  runtimeApi.then(
    (address) => blank.channel.write(encodeFrame(frameType.setup, JSON.stringify(setupOf(spec, address)))),
    (error: unknown) => fail(state, { reason: "init", payload: errorPayload("Runtime.Unknown", String(error)) }),
  );
  return {
    spec,
    loaded: state.loading.promise,
    isAlive: () => state.alive,
    end: () => end(state),
    invoke: (invocation) => invoke(state, invocation),
  };
}

function setupOf(spec: FunctionSpec, runtimeApi: string): Setup {
  return {
    file: spec.file,
    format: spec.format,
    environment: { ...spec.environment, AWS_LAMBDA_RUNTIME_API: runtimeApi },
    context: {
      functionName: spec.name,
      functionVersion: "$LATEST",
      invokedFunctionArn: spec.arn,
      memoryLimitInMB: String(spec.memory),
      logGroupName: `/aws/lambda/${spec.name}`,
      logStreamName: "local",
    },
  };
}

function listen(state: State): void {
  const { channel, process: child, output } = state.blank;
  const frames = createFrameBuffer();
  channel.on("data", (chunk: Buffer) => {
    frames.push(chunk);
    for (let frame = frames.next(); frame; frame = frames.next()) takeFrame(state, frame);
  });
  channel.on("error", () => {});
  // What does not come through the channel: of native code, of processes that the function starts, of a dying Node.
  output.stdout.setEncoding("utf8").on("data", (text: string) => state.output.stdout.push(text));
  output.stderr.setEncoding("utf8").on("data", (text: string) => state.output.stderr.push(text));
  child.on("exit", () => end(state));
  child.on("close", (code, signal) => {
    const payload = exitPayload(state.output.requestId, code, signal);
    fail(state, { reason: "crash", payload });
  });
  child.on("error", (error) =>
    fail(state, { reason: "crash", payload: errorPayload("Runtime.ExitError", error.message) }),
  );
}

function takeFrame(state: State, { type, text }: Frame): void {
  switch (type) {
    case frameType.stdout:
      return state.output.stdout.push(text);
    case frameType.stderr:
      return state.output.stderr.push(text);
    case frameType.result:
      return settle(state, { started: true, result: checkSize(text) });
    case frameType.error:
      return settle(state, { started: true, result: { ok: false, reason: "handler", payload: text } });
    case frameType.ready:
      clearTimeout(state.initTimer);
      return state.loading.resolve(undefined);
    default:
      return takeFatal(state, text);
  }
}

function takeFatal(state: State, text: string): void {
  const payload = text.slice(text.indexOf("\n") + 1);
  state.output.stderr.push(`${describePayload(payload)}\n`);
  fail(state, { reason: "crash", payload }, text.startsWith("started\n"));
}

/** The result that a handler's answer is, if it is not too large. */
export function checkSize(payload: string): InvocationResult {
  if (payload.length * 3 <= responseLimit || Buffer.byteLength(payload) <= responseLimit) return { ok: true, payload };
  const message = `Response payload size exceeded maximum allowed payload size (${responseLimit} bytes).`;
  return { ok: false, reason: "handler", payload: errorPayload("Function.ResponseSizeTooLarge", message) };
}

function invoke(state: State, { requestId, payload }: Invocation): Promise<Outcome> {
  return new Promise((resolve) => {
    if (!state.alive) return resolve({ started: false, result: gone });
    state.output.requestId = requestId;
    const limit = state.spec.timeout * 1000;
    const timer = setTimeout(() => {
      const error = timeoutPayload(requestId, state.spec.timeout);
      state.output.stderr.push(`${describePayload(error)}\n`);
      fail(state, { reason: "timeout", payload: error });
    }, limit);
    state.running = { resolve, timer };
    state.blank.channel.write(encodeFrame(frameType.invoke, `${requestId} ${Date.now() + limit}\n${payload}`));
  });
}

function settle(state: State, outcome: Outcome): void {
  const { running } = state;
  if (!running) return;
  state.running = undefined;
  clearTimeout(running.timer);
  state.output.flush();
  running.resolve(outcome);
}

/** Ends the process and says so to whoever waits for its handler to load or to answer. */
function fail(state: State, failure: Failure, started = true): void {
  end(state);
  clearTimeout(state.initTimer);
  state.loading.resolve(failure.payload);
  settle(state, { started, result: { ok: false, ...failure } });
  state.output.flush();
}

function end(state: State): void {
  const { process: child } = state.blank;
  if (!state.alive) return;
  state.alive = false;
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group is gone already.
  }
}

function createOutput(takeLine: TakeLine) {
  // Until its first invocation a process has an id of its own, so that lines of its start can be told apart.
  const output = {
    requestId: `init-${randomUUID()}`,
    stdout: createLines((line) => takeLine(line, "stdout", output.requestId)),
    stderr: createLines((line) => takeLine(line, "stderr", output.requestId)),
    flush() {
      output.stdout.flush();
      output.stderr.flush();
    },
  };
  return output;
}
