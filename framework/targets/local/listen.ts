import type { Server } from "node:http";
import { failure } from "../../diagnostics/failure.ts";
import { portInUse } from "./failures.ts";

/** The first port that iffc tries. */
export const defaultPort = 4400;
/** How many ports after it are tried. */
const attempts = 100;

/**
 * Listens on loopback. A port that the user named must be free; else the next free one is taken.
 *
 * @returns the port
 * @throws IffcError IFFC6002
 */
export async function listen(
  server: Server,
  wanted: { readonly port: number; readonly exact: boolean },
): Promise<number> {
  for (let port = wanted.port; port < Math.min(65_536, wanted.port + attempts); port++) {
    const error = await tryPort(server, port);
    if (!error) return port;
    if (error.code !== "EADDRINUSE") throw error;
    if (wanted.exact) throw taken(port, error);
  }
  throw taken(wanted.port);
}

function taken(port: number, cause?: unknown): Error {
  return failure(portInUse, { message: `Port ${port} is in use by another program.`, cause });
}

function tryPort(server: Server, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException): void => resolve(error);
    server.once("error", fail);
    server.listen(port, "127.0.0.1", () => {
      server.removeListener("error", fail);
      resolve(undefined);
    });
  });
}
