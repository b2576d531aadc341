/** MiniStack: an AWS API that others wrote, with CloudFormation and functions that run. See README.md for its limits. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { promisify } from "node:util";
import { makeCertificate } from "../fakes/certificate.ts";

const run = promisify(execFile);
const requirement = "ministack==1.5.33";
const folder = resolve(".venv", requirement.replace("==", "-"));

/** Where the server says that it is. */
export interface Place {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}

/** Where `orders.ts` is deployed to. */
export const defaultPlace: Place = { account: "000000000000", region: "us-east-1" };

/** What the AWS clients of a process need in order to talk to the server and to nothing else. */
export const clientEnvironment = (server: MiniStack): Readonly<Record<string, string | undefined>> => ({
  AWS_ENDPOINT_URL: server.endpoint,
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_SESSION_TOKEN: undefined,
  AWS_PROFILE: undefined,
  AWS_REGION: server.region,
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
});

/** A running server with nothing in it. */
export interface MiniStack extends Place {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * Starts the server on a free port, installed under `.venv/`. Without Python or PyPI it says so in one line and returns
 * undefined, except under CI, where that is an error.
 */
export async function startMiniStack(place = defaultPlace): Promise<MiniStack | undefined> {
  try {
    if (!existsSync(folder)) await install();
    return await start(place, await freePort());
  } catch (error) {
    if (process.env["CI"]) throw error;
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    process.stderr.write(`\nSKIPPED: the tests against MiniStack, as it cannot be started: ${reason}\n\n`);
    return undefined;
  }
}

/** Beside its place, then into it in one step: of several test files that begin at once, the first one wins. */
async function install(): Promise<void> {
  const draft = `${folder}.${process.pid}`;
  await run("python3", ["-m", "venv", draft]);
  await run(join(draft, "bin/python"), ["-m", "pip", "install", "--quiet", requirement], { timeout: 240_000 });
  await rename(draft, folder).catch(() => rm(draft, { recursive: true }));
}

/**
 * With TLS and with permissions enforced: what a policy denies over plain HTTP, or a role does not allow, fails. This
 * process trusts the server's certificate from then on, and functions do as well.
 */
async function start(place: Place, port: number): Promise<MiniStack> {
  const home = mkdtempSync(join(tmpdir(), "iffc-ministack-"));
  const endpoint = `https://localhost:${port}`;
  const child = spawn(join(folder, "bin/python"), ["-m", "ministack"], {
    stdio: "ignore",
    cwd: home,
    env: { ...serverEnvironment(home, place), GATEWAY_PORT: String(port), AWS_ENDPOINT_URL: endpoint },
  });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await waitUntilReady(child, endpoint);
    return { ...place, endpoint, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function serverEnvironment(home: string, place: Place): Readonly<Record<string, string>> {
  const { key, cert } = makeCertificate();
  const [keyFile, certFile] = [join(home, "key.pem"), join(home, "cert.pem")];
  writeFileSync(keyFile, key);
  writeFileSync(certFile, cert);
  setDefaultCACertificates([...getCACertificates(), cert]);
  return {
    PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`,
    HOME: home,
    BIND_HOST: "127.0.0.1",
    MINISTACK_HOST: "localhost",
    MINISTACK_ACCOUNT_ID: place.account,
    MINISTACK_REGION: place.region,
    IOT_MTLS_ENABLED: "0",
    SFTP_ENABLED: "0",
    AUTH: "true",
    USE_SSL: "1",
    MINISTACK_SSL_KEY: keyFile,
    MINISTACK_SSL_CERT: certFile,
    NODE_EXTRA_CA_CERTS: certFile,
  };
}

async function waitUntilReady(child: ChildProcess, endpoint: string): Promise<void> {
  for (let attempt = 0; attempt < 300 && child.exitCode === null; attempt++) {
    const isReady = await fetch(`${endpoint}/_ministack/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return void (await fetch(`${endpoint}/_ministack/reset`, { method: "POST" }));
    await setTimeout(100);
  }
  throw new Error("it does not answer");
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
