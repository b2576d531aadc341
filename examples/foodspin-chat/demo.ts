/**
 * The chat on this machine, from nothing to an answer: deploys it, asks, uploads a product file, asks again.
 * Run by `npm run demo`; ends with what ran, and removes the app again unless it is given `--keep`.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const folder = import.meta.dirname;
const iffc = join(folder, "../../dist/cli/main.js");
const question = "Which allergens does the smoky lentil bowl have?";
/** Stands in one product file and nowhere else. */
const quoted = "sesame and mustard";

interface Message {
  from: "customer" | "assistant";
  text: string;
  sources?: string[];
}

function run(...words: string[]): string {
  const { status, stdout } = spawnSync(process.execPath, [iffc, ...words], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`iffc ${words.join(" ")} ended with exit code ${status}.`);
  return stdout;
}

async function send(method: string, url: string, body: string | object): Promise<void> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const type = typeof body === "string" ? "text/markdown" : "application/json";
  const response = await fetch(url, { method, body: text, headers: { "content-type": type } });
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${await response.text()}`);
}

/** Asks, and waits for the answer that comes back through the queue. */
async function ask(origin: string, chat: string): Promise<Message> {
  const before = await historyOf(origin, chat);
  await send("POST", `${origin}/chats/${chat}/questions`, { text: question });
  for (let tries = 0; tries < 150; tries++) {
    const answer = (await historyOf(origin, chat)).slice(before.length).find(({ from }) => from === "assistant");
    if (answer) return answer;
    await sleep(100);
  }
  throw new Error("No answer came within 15 seconds.");
}

async function historyOf(origin: string, chat: string): Promise<Message[]> {
  const response = await fetch(`${origin}/chats/${chat}`);
  return ((await response.json()) as { messages: Message[] }).messages;
}

/** Asks until the answer quotes what was uploaded: ingestion takes a moment, as it would in the cloud. */
async function askUntilKnown(origin: string, chat: string): Promise<Message> {
  for (let tries = 0; tries < 20; tries++) {
    const answer = await ask(origin, chat);
    if (answer.text.includes(quoted)) return answer;
    await sleep(250);
  }
  throw new Error("The answer never quoted the uploaded file.");
}

function show(who: string, text: string): void {
  console.log(`${who.padEnd(9)} ${text}`);
}

run("destroy", "--env", "local", "--yes");
const outputs = JSON.parse(run("deploy", "--env", "local", "--json")) as {
  endpoints: { url?: string }[];
  functions: Record<string, string>;
};
const first = outputs.endpoints.find(({ url }) => url)?.url;
if (first === undefined) throw new Error("The app has no address.");
const { origin } = new URL(first);
const chat = `demo-${process.pid}`;
console.log(`\nThe chat runs at ${origin}\n`);

show("customer", question);
const ignorant = await ask(origin, chat);
show("assistant", ignorant.text);
if (ignorant.text.includes(quoted)) throw new Error("The answer was known before anything was uploaded.");

const files = ["delivery.md", "smoky-lentil-bowl.md", "midnight-ramen.md"];
for (const name of files)
  await send("PUT", `${origin}/products/${name}`, readFileSync(join(folder, "products", name), "utf8"));
show("upload", files.join(", "));

show("customer", question);
const answer = await askUntilKnown(origin, chat);
show("assistant", `${answer.text}  [${answer.sources?.join(", ")}]`);

console.log("\nWhat ran, each in a process and with permissions of its own:");
const lines = run("logs", "--env", "local", "--since", "5m", "--json").trim().split("\n").filter(Boolean);
const calls = Map.groupBy(
  lines
    .map((line) => JSON.parse(line) as { function: string; text: string })
    .filter(({ text }) => text.startsWith("REPORT")),
  (line) => line.function,
);
for (const id of Object.keys(outputs.functions).sort()) {
  const count = calls.get(id)?.length ?? 0;
  console.log(`  ${id.padEnd(22)} ${count === 1 ? "1 call" : `${count} calls`}`);
}

if (process.argv.includes("--keep")) {
  console.log(`\nThe app stays at ${origin}. To remove it, in ${folder}: npx iffc destroy --env local`);
} else {
  run("destroy", "--env", "local", "--yes");
  console.log("\nThe app is removed again. To keep it: npm run demo -- --keep");
}
