import { rmSync } from "node:fs";
import { join } from "node:path";
import { alternate } from "../alternate.ts";
import { atMost, type Line, pairedLine } from "../line.ts";
import type { Bench } from "../section.ts";
import { type Server, type Servers, start } from "./server.ts";

/** Milliseconds from the start of each server to its first answer. */
export async function measureStarts(bench: Bench, { iffc, ipc, http }: Servers): Promise<readonly Line[]> {
  const runs = bench.runs(9);
  bench.progress(`local, start to first answer, ${runs} runs`);
  const subject = (server: Server) => ({
    async measure() {
      const running = await start(server);
      await running.end();
      return running.started;
    },
  });
  const forget = (): void => rmSync(join(iffc.folder, ".iffc"), { recursive: true, force: true });
  const cold = { prepare: forget, ...subject(iffc) };
  const first = await alternate({ ipc: subject(ipc), cold, http: subject(http) }, { runs });
  const again = await alternate({ ipc: subject(ipc), warm: subject(iffc) }, { runs });
  const line = (what: string, measured: readonly number[], floors: readonly number[]): Line =>
    pairedLine(`first answer, ${what}`, "ms", { measured, floors });
  return [
    { ...line("iffc dev, nothing cached", first.cold, first.ipc), target: atMost(450) },
    { ...line("iffc dev, unchanged", again.warm, again.ipc), target: atMost(450) },
    line("node:http", first.http, first.ipc),
  ];
}
