/** An app on this machine, from its sources by the whole pipeline, with every request that its functions send. */
import { join } from "node:path";
import { kinds } from "../../framework/kinds/registry.ts";
import type { Plan } from "../../framework/model/plan.ts";
import { credentialsOf } from "../../framework/targets/local/functions/spec.ts";
import { startServer } from "../../framework/targets/local/server.ts";
import { buildApp, openApp, type Session } from "../../framework/toolkit.ts";
import { freePort } from "../fakes/local-app.ts";
import { type RecordedCall, recordingKinds } from "./record.ts";

/** A running app. */
export interface Run extends AsyncDisposable {
  /** Where it serves, and where its functions find AWS. */
  readonly origin: string;
  readonly plan: Plan;
  readonly calls: readonly FunctionCall[];
  /** By service and the name that requests use: the id of the resource. */
  readonly resources: ReadonlyMap<string, string>;
  readonly signers: ReadonlyMap<string, Signer>;
  /** Invokes a function with an event as AWS would send it. */
  invoke(functionId: string, event: object): Promise<void>;
  /** Sends a request from outside and hands over the answer; rejects where it failed. */
  send(method: string, path: string, body?: object | string): Promise<unknown>;
}

/** A request that a function sent. */
export interface FunctionCall extends RecordedCall {
  readonly function: string;
}

/** What a function signs with. */
export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const session: Session = { reporter: { report: () => undefined }, signal: new AbortController().signal };

/** Builds the app of a folder and serves it. */
export async function runApp(folder: string): Promise<Run> {
  const app = await openApp(folder);
  const request = { environment: "local", approved: [], types: "ignore" } as const;
  const { plan, artifacts } = await buildApp(app, request, session);
  const calls: FunctionCall[] = [];
  const byKey = new Map(plan.functions.map(({ id }) => [credentialsOf(id, "").accessKeyId, id]));
  const server = await startServer({
    plan,
    artifacts,
    kinds: recordingKinds(kinds, (call) => {
      const id = byKey.get(call.accessKeyId);
      if (id !== undefined) calls.push({ ...call, function: id });
    }),
    folder: join(folder, ".iffc/local/local"),
    port: await freePort(),
    reporter: session.reporter,
  });
  const token = server.credentials.secretAccessKey;
  return {
    origin: server.url,
    plan,
    calls,
    resources: nameResources(plan, server.outputs),
    signers: new Map(plan.functions.map(({ id }) => [id, credentialsOf(id, token)])),
    async invoke(functionId, event) {
      const result = await server.functions.invoke(functionId, JSON.stringify(event));
      if (!result.ok) throw new Error(`${functionId} failed: ${result.payload}`);
    },
    send: (method, path, body) => send(new URL(path, server.url), method, body),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** The service that stands behind each kind of resource. */
export const services: Readonly<Record<string, string>> = { bucket: "s3", queue: "sqs", table: "dynamodb" };

function nameResources(
  plan: Plan,
  outputs: ReadonlyMap<string, Readonly<Record<string, string>>>,
): ReadonlyMap<string, string> {
  return new Map(
    plan.resources.flatMap(({ id, kind }) => {
      const service = services[kind];
      return service === undefined ? [] : [[`${service} ${outputs.get(id)?.["name"]}`, id] as const];
    }),
  );
}

async function send(url: URL, method: string, body?: object | string): Promise<unknown> {
  const headers = { "content-type": typeof body === "object" ? "application/json" : "text/plain" };
  const text = typeof body === "object" ? JSON.stringify(body) : body;
  const response = await fetch(url, { method, ...(text !== undefined && { body: text, headers }) });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${method} ${url.pathname} answered ${response.status}: ${answer}`);
  return answer && response.headers.get("content-type")?.includes("json") ? JSON.parse(answer) : answer;
}
