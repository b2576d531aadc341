import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const requirement = "moto[server]==5.2.5";
const folder = resolve(".venv/moto");

/** A running moto_server, which imitates AWS independently of this project. */
export interface Moto {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Starts moto_server, installed under `.venv/`; without Python or PyPI, says why not. Under CI that is an error. */
export async function startMoto(): Promise<Moto | { readonly absent: string }> {
  try {
    if (!existsSync(folder)) await install();
    return await start(await freePort());
  } catch (error) {
    if (process.env["CI"]) throw error;
    const absent = `moto_server cannot be started: ${error instanceof Error ? error.message : String(error)}`;
    process.stderr.write(`\n${absent}\nSKIPPED: the comparison with moto_server.\n\n`);
    return { absent };
  }
}

/** Installs in a folder of its own, then takes the shared place at once: several tests may do so at a time. */
async function install(): Promise<void> {
  const own = `${folder}-${process.pid}`;
  await run("python3", ["-m", "venv", own]);
  await run(`${own}/bin/python`, ["-m", "pip", "install", "--quiet", requirement], { timeout: 240_000 });
  await rename(own, folder).catch(() => rm(own, { recursive: true }));
}

async function start(port: number): Promise<Moto> {
  const options = ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)];
  const child = spawn(`${folder}/bin/python`, options, { stdio: "ignore" });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  const endpoint = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) break;
    const ready = await fetch(`${endpoint}/moto-api/data.json`).then(
      ({ ok }) => ok,
      () => false,
    );
    const stop = () => (child.kill(), ended);
    if (ready) return { endpoint, stop };
    await setTimeout(100);
  }
  child.kill();
  throw new Error("it does not answer");
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
