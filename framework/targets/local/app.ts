import type { Server } from "node:http";
import type { Functions } from "../../kinds/local.ts";
import { systemClock } from "./clock.ts";
import { createDeployment, type Deployment } from "./deployment.ts";
import { createEmulators, type Emulators } from "./emulators.ts";
import { type EventQueue, openEventQueue } from "./functions/events.ts";
import { createFunctionHost, type FunctionHost } from "./functions/host.ts";
import { createLogStore, type LogStore } from "./functions/logs.ts";
import type { Credentials } from "./functions/spec.ts";
import { control } from "./gateway/control.ts";
import { createGate, type Gate } from "./gateway/gate.ts";
import { createGateway, type EmbeddedService } from "./gateway/gateway.ts";
import { createLambdaApi } from "./gateway/lambda.ts";
import type { ServerOptions } from "./server.ts";
import { type Handover, readState, type StateFiles, stateFiles } from "./state.ts";

/** The parts of a server, connected to each other and not yet started. */
export interface App {
  readonly address: Address;
  readonly startedAt: number;
  readonly gate: Gate;
  readonly server: Server;
  readonly logs: LogStore;
  readonly host: FunctionHost;
  readonly events: EventQueue;
  readonly functions: Functions;
  readonly emulators: Emulators;
  readonly deployment: Deployment;
  readonly developer: Credentials;
}

/** Where the server listens, once it does. */
export interface Address {
  port: number;
  /** `http://127.0.0.1:4400` */
  readonly origin: string;
}

/** The account that a plan without one is for. */
const localAccount = "000000000000";

/** Makes the parts of a server. The token is what secrets are derived from. */
export function createApp(options: ServerOptions, token: string): App {
  const { folder, reporter, kinds, clock = systemClock } = options;
  const { account = localAccount, region } = options.plan.environment;
  const files = stateFiles(folder);
  const address = createAddress();
  const gate = createGate();
  const { logs, log, host, events, functions } = createFunctions(options, files);
  const services: EmbeddedService[] = [createLambdaApi({ ...functions, specs: () => host.specs() })];
  const context = { account, region, clock, functions, origin: () => address.origin };
  const emulators = createEmulators({ kinds, files, log, context, opened: (emulator) => services.push(emulator) });
  const place = () => ({ account, region, token, origin: address.origin });
  const deployment = createDeployment({ files, emulators, host, reporter, place });
  const startedAt = clock.now();
  const developer = { accessKeyId: "developer", secretAccessKey: token };
  const controls = {
    token,
    status: () => ({
      pid: process.pid,
      startedAt,
      url: address.origin,
      digest: deployment.digest(),
      resources: Object.fromEntries(deployment.outputs),
    }),
    reload: () => reload(deployment, files.handover),
  };
  const server = createGateway({
    account,
    services,
    gate,
    developer,
    log,
    functions: deployment.functions,
    control: (request, response) => control(controls, request, response),
  });
  return { address, startedAt, gate, server, logs, host, events, functions, emulators, deployment, developer };
}

function createAddress(): Address {
  return {
    port: 0,
    get origin() {
      return `http://127.0.0.1:${this.port}`;
    },
  };
}

function createFunctions({ reporter, clock = systemClock }: ServerOptions, files: StateFiles) {
  const logs = createLogStore(files.logs, reporter);
  const host = createFunctionHost(logs);
  const log = (id: string, line: string): void => {
    const name = host.specs().find((spec) => spec.id === id)?.name ?? id;
    logs.write({ id, name }, { at: clock.now(), requestId: "", stream: "stderr", line });
  };
  const events = openEventQueue({ folder: files.events, failedEvents: files.failedEvents, clock, host, log });
  const functions: Functions = {
    invoke: (id, payload) => host.invoke(id, payload),
    enqueue: (id, payload) => events.enqueue(id, payload),
    concurrency: (id) => host.concurrency(id),
  };
  return { logs, log, host, events, functions };
}

/** Goes over to what the command line has put into the state folder. */
async function reload(deployment: Deployment, file: string): Promise<object> {
  const next = readState(file) as Handover | undefined;
  if (!next) throw new Error(`There is no plan in ${file} to go over to.`);
  await deployment.apply(next.plan, next.artifacts);
  return { digest: next.plan.digest };
}
