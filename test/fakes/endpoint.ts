/** A real HTTP server that stands in for AWS: it records what it was asked and answers what the test says. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { vi } from "vitest";

/** What the endpoint was asked. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query string, as they came. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The port of the caller: equal for requests over one connection. */
  readonly connection: number | undefined;
}

/** What it answers: a status, headers and a body, or whatever the test does to the response itself. */
export type Answer =
  | {
      readonly status?: number;
      readonly headers?: Record<string, string>;
      readonly body?: string | Uint8Array | object;
    }
  | ((response: ServerResponse) => void);

/** A server that listens on a free port of the loopback interface. */
export interface Endpoint extends AsyncDisposable {
  readonly origin: string;
  readonly received: readonly ReceivedRequest[];
}

/**
 * Opens an endpoint and points the clients of functions at it: sets the environment of a function in `local-1`.
 *
 * @param answer - is asked for each request; `index` counts from 0
 */
export async function openEndpoint(answer: (request: ReceivedRequest, index: number) => Answer): Promise<Endpoint> {
  const received: ReceivedRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { method = "", url = "", headers, socket } = incoming;
      const request = { method, target: url, headers, body: Buffer.concat(chunks), connection: socket.remotePort };
      reply(response, answer(request, received.push(request) - 1));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stubFunctionEnvironment({ AWS_ENDPOINT_URL: origin });
  const close = async () => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  };
  return { origin, received, [Symbol.asyncDispose]: close };
}

/** Sets the variables that Lambda sets, and the given ones. */
export function stubFunctionEnvironment(variables: Readonly<Record<string, string>> = {}): void {
  const environment = {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_SESSION_TOKEN: "token",
    ...variables,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}

function reply(response: ServerResponse, answer: Answer): void {
  if (typeof answer === "function") return answer(response);
  const { status = 200, headers = {}, body = "" } = answer;
  const isRaw = typeof body === "string" || body instanceof Uint8Array;
  response.writeHead(status, headers).end(isRaw ? body : JSON.stringify(body));
}
