import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { makeCertificate } from "../../fakes/certificate.ts";

/** Stand-ins for the services that handlers call. */
export interface Services {
  /** What a function's process is told, so that it calls them. */
  readonly environment: Readonly<Record<string, string>>;
  close(): void;
}

/** Starts a server on TLS that accepts every message and every item. */
export async function startServices(): Promise<Services> {
  const server = createServer(makeCertificate(), (request, response) => {
    void answerTo(request).then((body) => {
      response
        .writeHead(200, { "content-type": "application/x-amz-json-1.0", "content-length": body.length })
        .end(body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const environment = {
    AWS_ENDPOINT_URL: `https://127.0.0.1:${port}`,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "a",
    AWS_SECRET_ACCESS_KEY: "b",
    NODE_TLS_REJECT_UNAUTHORIZED: "0",
    NODE_NO_WARNINGS: "1",
    // Reading more authorities takes longer than all that is measured.
    NODE_EXTRA_CA_CERTS: "",
    QUEUE_URL: `https://127.0.0.1:${port}/1/incoming`,
    TABLE_NAME: "orders",
  };
  return { environment, close: () => server.close() };
}

/** SQS says what it received, and clients compare: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
async function answerTo(request: IncomingMessage): Promise<string> {
  const { MessageBody } = JSON.parse((await text(request)) || "{}") as { readonly MessageBody?: string };
  if (MessageBody === undefined) return "{}";
  return JSON.stringify({ MessageId: "1", MD5OfMessageBody: createHash("md5").update(MessageBody).digest("hex") });
}
