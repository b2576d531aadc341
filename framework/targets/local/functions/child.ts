/**
 * What runs in a function's process: loads one bundle and serves one invocation after the other, as Lambda's runtime does.
 * Waiting for the next invocation blocks the thread in `read`: nothing of the function runs meanwhile, which is what
 * Lambda's freeze means to it, and an idle process costs no time. When the host dies the read ends, and so does the process.
 */
import { readSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { createFrameBuffer, encodeFrame, frameType, type Frame } from "./frames.ts";

/** What the host sends first. */
export interface Setup {
  readonly file: string;
  readonly format: "cjs" | "esm";
  readonly environment: Readonly<Record<string, string>>;
  /** The members of the context that are the same for every invocation. */
  readonly context: Readonly<Record<string, string>>;
}

type Handler = (event: unknown, context: object) => unknown;

/** The word with which a process is started before there is a function for it. */
const ahead = "--ahead";
/** What clients of services are made of. */
const usual = ["node:crypto", "node:https"];
const channel = 3;
const frames = createFrameBuffer();
const chunk = Buffer.allocUnsafeSlow(65_536);
/** Whether an invocation is under way; the host may give one that is not to another process. */
let started = false;
let requestId = "";
let ended = false;

/** Blocks until the host has sent a whole frame. */
function readFrame(): Frame {
  for (;;) {
    const frame = frames.next();
    if (frame) return frame;
    const size = readSync(channel, chunk, 0, chunk.length, null);
    if (size === 0) quit(0);
    frames.push(Buffer.from(chunk.subarray(0, size)));
  }
}

function send(type: number, text: string): void {
  const frame = encodeFrame(type, text);
  try {
    for (let at = 0; at < frame.length;) at += writeSync(channel, frame, at);
  } catch {
    quit(1);
  }
}

/** Ends the process without a word: the host is gone, or has been told. */
function quit(code: number): never {
  ended = true;
  process.exit(code);
}

/** Lambda's error shape: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) {
    return JSON.stringify({ errorType: typeof error, errorMessage: String(error), trace: [] });
  }
  return JSON.stringify({ errorType: error.name, errorMessage: error.message, trace: error.stack?.split("\n") ?? [] });
}

function describe(errorType: string, error: unknown): string {
  const trace = error instanceof Error ? (error.stack?.split("\n") ?? []) : [];
  return JSON.stringify({ errorType, errorMessage: String(error), trace });
}

/** Says why the process ends, and ends it. */
function fail(description: string, code: number): never {
  sayWhy(description);
  quit(code);
}

function sayWhy(description: string): void {
  send(frameType.fatal, `${started ? "started" : "idle"}\n${description}`);
}

/** What Lambda says of a process that ended by itself. */
function describeExit(code: number): string {
  if (code === 13) {
    return describe("Runtime.NodeJsExit", "The function waits for a promise that nothing will ever settle.");
  }
  const reason = code === 0 ? "without providing a reason" : `with error: exit status ${code}`;
  return describe("Runtime.ExitError", `RequestId: ${requestId} Error: Runtime exited ${reason}`);
}

async function load(setup: Setup): Promise<Handler> {
  try {
    const loaded: unknown =
      setup.format === "cjs" ? createRequire(setup.file)(setup.file) : await import(pathToFileURL(setup.file).href);
    const handler = (loaded as Record<string, unknown>)["handler"];
    if (typeof handler === "function") return handler as Handler;
  } catch (error) {
    fail(describeInit(error), 1);
  }
  return fail(describe("Runtime.HandlerNotFound", "index.handler is undefined or not exported"), 1);
}

function describeInit(error: unknown): string {
  if (error instanceof SyntaxError) return describe("Runtime.UserCodeSyntaxError", error);
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const missing = code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND";
  return missing ? describe("Runtime.ImportModuleError", error) : describeError(error);
}

/** One turn of the event loop: what the freeze held back (closed connections, due timers) comes before the invocation. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function serve(handler: Handler, fixed: Setup["context"]): Promise<never> {
  for (;;) {
    const { text } = readFrame();
    await turn();
    const line = text.indexOf("\n");
    const [awsRequestId, deadline] = text.slice(0, line).split(" ") as [string, string];
    requestId = awsRequestId;
    const getRemainingTimeInMillis = (): number => Math.max(0, Number(deadline) - Date.now());
    started = true;
    try {
      const event: unknown = JSON.parse(text.slice(line + 1));
      const result = await handler(event, { ...fixed, awsRequestId, getRemainingTimeInMillis });
      respond(result);
    } catch (error) {
      process.stderr.write(`${inspect(error)}\n`);
      send(frameType.error, describeError(error));
    }
    started = false;
  }
}

function respond(result: unknown): void {
  let text: string;
  try {
    text = JSON.stringify(result) ?? "null";
  } catch (error) {
    return send(frameType.error, describe("Runtime.MarshalError", error));
  }
  send(frameType.result, text);
}

/** Output goes through the channel, so that each line reaches the host before the result of its invocation. */
function redirect(name: "stdout" | "stderr", type: number): void {
  let stream: Writable | undefined;
  const decoder = new StringDecoder("utf8");
  const open = (): Writable =>
    new Writable({
      decodeStrings: false,
      write(text: string | Buffer, _encoding, done) {
        send(type, typeof text === "string" ? text : decoder.write(text));
        done();
      },
    });
  Object.defineProperty(process, name, { configurable: true, get: () => (stream ??= open()) });
}

/** The runtime in the bundle writes its own lines about a crash: these listeners come after it, so that they get out. */
function listenLast(): void {
  process.removeListener("exit", onExit).on("exit", onExit);
  process.on("unhandledRejection", (reason) => fail(describe("Runtime.UnhandledPromiseRejection", reason), 128));
  process.on("uncaughtException", (error) => fail(describeError(error), 129));
}

function onExit(code: number): void {
  if (!ended) sayWhy(describeExit(code));
}

// What most functions load of Node takes longer than they do themselves, and there is time for it.
if (process.argv.includes(ahead)) for (const name of usual) process.getBuiltinModule(name);
redirect("stdout", frameType.stdout);
redirect("stderr", frameType.stderr);
process.on("exit", onExit);

const setup = JSON.parse(readFrame().text) as Setup;
for (const name of Object.keys(process.env)) delete process.env[name];
Object.assign(process.env, setup.environment);
const handler = await load(setup);
listenLast();
send(frameType.ready, "");
await serve(handler, setup.context);
