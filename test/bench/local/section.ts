import { memoryLine } from "../line.ts";
import type { Section } from "../section.ts";
import { measureLoads } from "./load.ts";
import { measureReloads } from "./reload.ts";
import { devServer, httpServer, ipcServer, type RunningServers, type Servers, start } from "./server.ts";
import { measureStarts } from "./starts.ts";

/** `iffc dev` with a trivial route, beside servers that do nothing else. */
export const localSection: Section = {
  name: "local",
  summary: "iffc dev: start, requests per second, save to new code, memory",
  async run(bench) {
    const servers: Servers = {
      iffc: await devServer(bench),
      ipc: await ipcServer(bench),
      http: await httpServer(bench),
    };
    const starts = await measureStarts(bench, servers);
    const running: RunningServers = {
      iffc: await start(servers.iffc),
      ipc: await start(servers.ipc),
      http: await start(servers.http),
    };
    const loads = await measureLoads(bench, running);
    const memory = memoryLine("after load", running.iffc.memory(), running.ipc.memory());
    const reloads = await measureReloads(bench, running);
    await Promise.all(Object.values(running).map((server) => server.end()));
    return [{ title: "Local server", lines: [...starts, ...loads, memory, ...reloads], notes: readingNotes }];
  },
};

const readingNotes = [
  "One route that answers a number, behind iffc dev as its user starts it. Floor: a Node server that hands each request to a process of its own over IPC, and on a save bundles and starts a new one. node:http: the same answer without any handler.",
];
