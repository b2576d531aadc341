import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The work of the package bench: an app of N HTTP handlers, one file each, that all import one shared module (logging,
 * errors, parsing), which imports zod and the SQS client; each sends to one queue of its own.
 */
export function generateApp(folder: string, handlers: number): void {
  write(folder, "package.json", `{ "name": "bench", "type": "module" }`);
  write(folder, "tsconfig.json", JSON.stringify({ compilerOptions, include: ["src"] }));
  write(
    folder,
    "iffc.config.ts",
    `import { defineApp } from "iffc/config";\nexport default defineApp({ name: "bench", environments: { dev: { target: "aws", account: "111111111111", region: "eu-central-1", posture: "sandbox" } } });\n`,
  );
  writeSources(folder, handlers, decoratedHandler);
}

/** The same app as plain functions: what the floor and the peers package. */
export function generatePlainApp(folder: string, handlers: number): void {
  write(folder, "package.json", `{ "name": "bench" }`);
  writeSources(folder, handlers, plainHandler);
}

/** The file of a handler, relative to the app. */
export function handlerFile(index: number): string {
  return `src/handler${index}.ts`;
}

/** Changes what one handler does; every edit is another one. */
export function touchHandler(folder: string, index: number, edit: number): void {
  const file = join(folder, handlerFile(index));
  writeFileSync(file, readFileSync(file, "utf8").replace(/"none\d*", String/u, `"none${edit}", String`));
}

const compilerOptions = {
  target: "es2024",
  module: "nodenext",
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  types: ["node"],
  allowImportingTsExtensions: true,
};

function writeSources(folder: string, handlers: number, handler: (index: number) => string): void {
  mkdirSync(join(folder, "src"), { recursive: true });
  write(folder, "src/shared.ts", sharedModule);
  for (let index = 0; index < handlers; index++) write(folder, handlerFile(index), handler(index));
}

function write(folder: string, file: string, text: string): void {
  writeFileSync(join(folder, file), text);
}

const sharedModule = `import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod";

const client = new SQSClient({});

export class NotFound extends Error {
  readonly status = 404;
}

export const Item = z.object({ sku: z.string().min(1), quantity: z.number().int().min(1), note: z.string().optional() });

export function parseItem(text: string | undefined): z.infer<typeof Item> {
  return Item.parse(JSON.parse(text ?? "null"));
}

export function log(level: "info" | "error", message: string, fields: Record<string, unknown>): void {
  process.stdout.write(JSON.stringify({ level, message, time: new Date().toISOString(), ...fields }) + "\\n");
}

export async function send(url: string, message: unknown): Promise<void> {
  await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(message) }));
}
`;

const body = (index: number): string => `
  const started = Date.now();
  const item = parseItem(text);
  if (item.sku === "missing-${index}") throw new NotFound("There is no such item.");
  const rows = Array.from({ length: item.quantity }, (_, row) => ({ row, sku: item.sku, handler: ${index} }));
  const total = rows.reduce((sum, { row }) => sum + row * ${index + 1}, 0);
  const label = [item.sku, item.note ?? "none", String(total)].join("/");
  if (total > 1_000_000) log("error", "That is a lot.", { total, label });
  const message = { id: crypto.randomUUID(), label, rows, at: new Date(started).toISOString() };
  log("info", "sent", { id: message.id, milliseconds: Date.now() - started });`;

const decoratedHandler = (index: number): string => `import { type Http, Post, Queue, Service } from "iffc";
import { log, NotFound, parseItem, send } from "./shared.ts";

interface Message {
  id: string;
  label: string;
  rows: { row: number; sku: string; handler: number }[];
  at: string;
}

@Service()
export class Handler${index} {
  @Queue() readonly outgoing!: Queue<Message>;

  @Post("/handler${index}/{id}", { auth: "none" })
  async run({ body: text, path }: Http<{ path: { id: string } }>): Promise<{ id: string }> {${body(index).replaceAll("\n", "\n  ")}
    await this.outgoing.send(message);
    if (path.id === "audit") await send(process.env.AUDIT_URL ?? "", message);
    return { id: message.id };
  }
}
`;

const plainHandler = (index: number): string => `import { log, NotFound, parseItem, send } from "./shared.ts";

interface Event {
  body?: string;
  pathParameters: { id: string };
}

export async function handler({ body: text, pathParameters: path }: Event): Promise<{ statusCode: number; body: string }> {${body(index)}
  await send(process.env.OUTGOING_URL ?? "", message);
  if (path.id === "audit") await send(process.env.AUDIT_URL ?? "", message);
  return { statusCode: 200, body: JSON.stringify({ id: message.id }) };
}
`;
