/**
 * Keeps a number of connections busy with `GET /` for some seconds and prints what came of it as JSON. Called as a
 * process, so that the load has a processor of its own where there is one: `node load.ts PORT CONNECTIONS SECONDS`.
 */
import { connect } from "node:net";

/** What a load found. */
export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Answers other than 200, and connections that broke or waited for more than five seconds. */
  readonly failed: number;
}

const [port = 0, connections = 1, seconds = 1] = process.argv.slice(2).map(Number);
const request = Buffer.from(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: load\r\nAccept: */*\r\n\r\n`);
const latencies: number[] = [];
let failed = 0;
let stopped = false;

function keepBusy(): void {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true, timeout: 5000 });
  let begun = 0;
  let answer = "";
  const ask = (): void => {
    answer = "";
    begun = performance.now();
    socket.write(request);
  };
  socket.on("connect", ask);
  socket.on("timeout", () => socket.destroy(new Error("no answer")));
  socket.on("error", () => failed++);
  socket.on("data", (chunk: Buffer) => {
    answer += chunk.toString("latin1");
    const end = answer.indexOf("\r\n\r\n");
    if (end < 0) return;
    const length = Number(/content-length: (\d+)/iu.exec(answer)?.[1] ?? 0);
    if (answer.length < end + 4 + length) return;
    latencies.push(performance.now() - begun);
    if (!answer.startsWith("HTTP/1.1 200 ")) failed++;
    if (stopped) socket.destroy();
    else ask();
  });
}

const begin = performance.now();
for (let index = 0; index < connections; index++) keepBusy();
setTimeout(() => {
  stopped = true;
  const elapsed = (performance.now() - begin) / 1000;
  latencies.sort((left, right) => left - right);
  const at = (part: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? 0;
  const result: LoadResult = { perSecond: latencies.length / elapsed, p50: at(0.5), p99: at(0.99), max: at(1), failed };
  process.stdout.write(JSON.stringify(result), () => process.exit(0));
}, seconds * 1000);
