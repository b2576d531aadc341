/** Requests that a function might send, whether or not it may: the operations of each service on one resource. */
import { randomUUID } from "node:crypto";
import { signHeaders } from "../../framework/runtime/transport/sign.ts";
import type { FunctionCall, Run } from "./run.ts";

/** A request before it is signed. */
export interface Probe {
  readonly service: string;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The probes of a resource; `named` is its service and the name that requests use. */
export function probesOf(named: string, origin: string): readonly Probe[] {
  const [service = "", name = ""] = named.split(" ");
  if (service === "s3")
    return objectProbes.map(([method, below]) => probe({ service, method, path: `/${name}${below}` }));
  const [prefix, operations] = service === "sqs" ? queueOperations : tableOperations;
  return Object.entries(operations).flatMap(([operation, inputs]) =>
    inputs.map((input) => {
      const target = service === "sqs" ? { QueueUrl: `${origin}/000000000000/${name}` } : { TableName: name };
      const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": `${prefix}.${operation}` };
      return probe({ service, headers, body: JSON.stringify({ ...target, ...input }) });
    }),
  );
}

function probe(parts: Partial<Probe> & Pick<Probe, "service">): Probe {
  return { method: "POST", path: "/", headers: {}, body: "", ...parts };
}

type Operations = readonly [prefix: string, inputs: Readonly<Record<string, readonly object[]>>];

const queueOperations: Operations = [
  "AmazonSQS",
  {
    DeleteMessage: [{ ReceiptHandle: "none" }],
    DeleteQueue: [{}],
    GetQueueAttributes: [{ AttributeNames: ["All"] }],
    PurgeQueue: [{}],
    ReceiveMessage: [{}],
    SendMessage: [{ MessageBody: "{}" }, { MessageBody: "{}", MessageGroupId: "a", MessageDeduplicationId: "a" }],
    SendMessageBatch: [{ Entries: [{ Id: "1", MessageBody: "{}" }] }],
  },
];

const key = { id: { S: "1" }, day: { S: "1" } };
const named = { ExpressionAttributeNames: { "#k": "id" }, ExpressionAttributeValues: { ":k": { S: "1" } } };

const tableOperations: Operations = [
  "DynamoDB_20120810",
  {
    DeleteItem: [{ Key: key }, { Key: { id: key.id } }],
    DeleteTable: [{}],
    DescribeTable: [{}],
    GetItem: [{ Key: key }, { Key: { id: key.id } }],
    PutItem: [{ Item: key }],
    Query: [
      { KeyConditionExpression: "#k = :k", ...named },
      { KeyConditionExpression: "#k = :k", ...named, ExpressionAttributeNames: { "#k": "tag" }, IndexName: "byTag" },
    ],
    Scan: [{}, { IndexName: "byTag" }],
    UpdateItem: [{ Key: key }, { Key: { id: key.id } }],
  },
];

const objectProbes: readonly (readonly [method: string, below: string])[] = [
  ["DELETE", ""],
  ["DELETE", "/a/b"],
  ["GET", "/a/b"],
  ["GET", "/?list-type=2"],
  ["GET", "/in/a%20file"],
  ["HEAD", ""],
  ["HEAD", "/a/b"],
  ["PUT", "/a/b"],
];

/** Sends a request with the signature of a function, and hands over what was recorded of it. */
export async function sendAs(run: Run, functionId: string, sent: Probe): Promise<FunctionCall> {
  const { service, method, body } = sent;
  const credentials = run.signers.get(functionId);
  if (!credentials) throw new Error(`${functionId} signs nothing.`);
  const { host, pathname: path, searchParams } = new URL(sent.path, run.origin);
  const mark = randomUUID();
  const headers = { ...sent.headers, [markHeader]: mark };
  const { region } = run.plan.environment;
  const unsigned = { method, host, path, query: Object.fromEntries(searchParams), headers, body };
  const { host: _, ...signed } = signHeaders(unsigned, { service, region, credentials, date: new Date() });
  const hasBody = method === "POST" || method === "PUT";
  const response = await fetch(run.origin + sent.path, { method, headers: signed, ...(hasBody && { body }) });
  await response.arrayBuffer();
  const recorded = run.calls.find((call) => call.headers[markHeader] === mark);
  if (!recorded) throw new Error(`No emulator got ${method} ${sent.path}: ${response.status}.`);
  return recorded;
}

const markHeader = "x-test-mark";
