import { mkdirSync } from "node:fs";
import type { Kind } from "../../kinds/kind.ts";
import type { Emulator, LocalContext } from "../../kinds/local.ts";
import { withinTime } from "./clock.ts";
import type { StateFiles } from "./state.ts";

/** The part of a kind that the local target uses. */
export type LocalKindEntry = Pick<Kind, "name" | "local">;

/** The emulators of the kinds that an app uses, each opened at first use. */
export interface Emulators {
  get(kind: string): Promise<Emulator>;
  /** Closes all; one that takes longer than so many milliseconds is left. */
  close(grace: number): Promise<void>;
}

/** What emulators are opened with. */
export interface EmulatorsOptions {
  readonly kinds: readonly LocalKindEntry[];
  readonly files: StateFiles;
  /** What all of them are lent. */
  readonly context: Omit<LocalContext, "folder" | "log">;
  log(kind: string, line: string): void;
  /** Called with each emulator as soon as it is open. */
  opened(emulator: Emulator): void;
}

/** A set of emulators, all of them closed yet. */
export function createEmulators(options: EmulatorsOptions): Emulators {
  const opening = new Map<string, Promise<Emulator>>();
  const open: Emulator[] = [];
  const openOne = async (name: string): Promise<Emulator> => {
    const kind = options.kinds.find((entry) => entry.name === name);
    if (!kind) throw new Error(`The plan names the kind "${name}", which is not registered.`);
    const folder = options.files.kind(name);
    mkdirSync(folder, { recursive: true });
    const log = (line: string): void => options.log(name, line);
    const emulator = await (await kind.local()).open({ ...options.context, folder, log });
    open.push(emulator);
    options.opened(emulator);
    return emulator;
  };
  return {
    get(name) {
      const known = opening.get(name) ?? openOne(name);
      opening.set(name, known);
      return known;
    },
    close: (grace) => withinTime(grace, Promise.allSettled(open.map((emulator) => emulator.close()))),
  };
}
