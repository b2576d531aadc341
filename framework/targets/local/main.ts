/** The process that `daemon.ts` starts: `main.ts <state folder> [port]`. Its output is the daemon's log. */
import { IffcError } from "../../diagnostics/error.ts";
import type { Event, Reporter } from "../../diagnostics/reporter.ts";
import { kinds } from "../../kinds/registry.ts";
import type { Announcement } from "./daemon.ts";
import { type LocalServer, startServer } from "./server.ts";
import { type Handover, readState, stateFiles } from "./state.ts";

const [folder = "", port = ""] = process.argv.slice(2);

/** Log lines have files of their own; everything else is written here, a JSON object per line. */
const reporter: Reporter = {
  report(event: Event) {
    if (event.type === "log") return;
    const line = { time: new Date().toISOString(), ...event };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  },
};

function announce(announcement: Announcement): void {
  process.send?.(announcement, () => process.disconnect());
}

async function start(): Promise<LocalServer> {
  const handover = readState(stateFiles(folder).handover) as Handover | undefined;
  if (!handover) throw new Error(`There is no plan in ${folder}.`);
  return startServer({ ...handover, folder, kinds, reporter, ...(port !== "" && { port: Number(port) }) });
}

try {
  const server = await start();
  const stop = (): void => {
    void server.close().then(() => process.exit(0));
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  announce({ ready: true, ...(server.portTaken !== undefined && { portTaken: server.portTaken }) });
} catch (error) {
  if (!IffcError.is(error)) throw error;
  const { code, message, hint, fault, exit } = error;
  announce({ ready: false, failure: { code, message, hint, fault, exit } as IffcErrorFailure });
  process.exitCode = exit;
}

type IffcErrorFailure = Extract<Announcement, { ready: false }>["failure"];
