/**
 * The floor of a server that keeps its handler in a process of its own: each request becomes a Lambda event, goes there
 * and back over IPC, and new code gets a new process. `node ipc-child.mjs PORT HANDLER_PROCESS SOURCE`.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { build } from "esbuild";

const [port = "0", handlerProcess = "", source = ""] = process.argv.slice(2);
const waiting = new Map<number, ServerResponse>();
let requests = 0;
let versions = 0;

interface Answer {
  readonly id: number;
  readonly response: { readonly statusCode: number; readonly headers: Record<string, string>; readonly body: string };
}

async function startHandler(): Promise<ChildProcess> {
  const outfile = `${source}.${++versions}.cjs`;
  await build({ entryPoints: [source], bundle: true, minify: true, platform: "node", format: "cjs", outfile });
  const child = fork(handlerProcess, [outfile], { serialization: "advanced" });
  child.on("message", ({ id, response }: Answer) => {
    const body = Buffer.from(response.body);
    waiting
      .get(id)
      ?.writeHead(response.statusCode, { ...response.headers, "content-length": body.length })
      .end(body);
    waiting.delete(id);
  });
  await once(child, "spawn");
  return child;
}

function eventOf({ method = "GET", url = "/", headers, socket }: IncomingMessage): object {
  const [rawPath = "/", rawQueryString = ""] = url.split("?");
  const http = { method, path: rawPath, protocol: "HTTP/1.1", sourceIp: socket.remoteAddress, userAgent: "" };
  const requestContext = { accountId: "1", apiId: "a", http, requestId: String(requests), timeEpoch: Date.now() };
  const routeKey = `${method} ${rawPath}`;
  return { version: "2.0", routeKey, rawPath, rawQueryString, headers, requestContext, isBase64Encoded: false };
}

let handler = await startHandler();
createServer((request, response) => {
  const id = ++requests;
  waiting.set(id, response);
  handler.send({ id, event: eventOf(request) });
}).listen(Number(port), "127.0.0.1");

let state: "idle" | "reloading" | "again" = "idle";
watch(source, () => {
  if (state === "idle") void reloadWhileChanged();
  else state = "again";
});

async function reloadWhileChanged(): Promise<void> {
  do {
    state = "reloading";
    await reload();
  } while ((state as string) === "again");
  state = "idle";
}

async function reload(): Promise<void> {
  const old = handler;
  handler = await startHandler();
  // What it still answers is on its way for less than this.
  setTimeout(() => old.disconnect(), 1000);
}
