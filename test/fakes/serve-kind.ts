/** A process that serves one emulator until it is killed: `node serve-kind.ts <module of the kind> <folder>`. */
import type { LocalKind } from "../../framework/kinds/local.ts";
import { serveEmulator } from "./wire.ts";

const [module = "", folder = ""] = process.argv.slice(2);
const { local } = (await import(module)) as { readonly local: LocalKind };
const unreachable = {
  invoke: () => Promise.reject(new Error("unreachable")),
  enqueue: () => Promise.reject(new Error("unreachable")),
  concurrency: () => 0,
};
const { origin } = await serveEmulator(local, folder, { functions: unreachable });
process.send?.({ origin });
