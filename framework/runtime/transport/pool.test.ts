import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { makeCertificate } from "../../../test/fakes/certificate.ts";
import { stubFunctionEnvironment } from "../../../test/fakes/endpoint.ts";

const certificate = makeCertificate();
const connections = new Set<number | undefined>();
let server: Server;

beforeAll(async () => {
  server = createServer(certificate, ({ socket }, response) => {
    connections.add(socket.remotePort);
    response.end("{}");
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "localhost", resolve);
  });
});
beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllEnvs());
afterAll(() => server.closeAllConnections());

/** Calls twice, as a process would that has just started. */
async function callTwice(): Promise<void> {
  const { callJson } = await import("./call.ts");
  const { port } = server.address() as AddressInfo;
  stubFunctionEnvironment({ AWS_ENDPOINT_URL: `https://localhost:${port}` });
  for (let call = 0; call < 2; call += 1) await callJson("sqs", "AmazonSQS.ListQueues", {});
}

describe("a connection over TLS", () => {
  it("is refused to an authority that Node does not trust", async () => {
    await expect(callTwice()).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT", status: 0 });
    expect(connections.size).toBe(0);
  });

  it("is made to one that Node trusts, and kept", async () => {
    setDefaultCACertificates([...getCACertificates("default"), certificate.cert]);
    await callTwice();
    expect(connections.size).toBe(1);
  });
});
