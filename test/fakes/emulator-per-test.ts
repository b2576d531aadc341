import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import type { Caller, Emulator, LocalKind } from "../../framework/kinds/local.ts";
import { manualClock, type ManualClock } from "./manual-clock.ts";
import { developer, recordingFunctions, serveEmulator, type RecordingFunctions, type ServedEmulator } from "./wire.ts";

/** An emulator on an empty folder, fresh for each test, with a client and everything around it in the test's hands. */
export interface EmulatorPerTest<Client> {
  readonly folder: string;
  readonly emulator: Emulator;
  readonly client: Client;
  readonly clock: ManualClock;
  readonly functions: RecordingFunctions;
  /** What was logged. */
  readonly lines: string[];
  /** Whoever the client's requests come from: at first someone who may do everything. */
  caller: Caller;
  open(): Promise<void>;
  close(): Promise<void>;
}

/** Lets every test of the file find an emulator open; `connect` makes a client of its address. */
export function emulatorPerTest<Client extends { destroy(): void }>(
  kind: LocalKind,
  connect: (origin: string) => Client,
): EmulatorPerTest<Client> {
  let served: ServedEmulator;
  const fresh = () => ({
    folder: mkdtempSync(join(tmpdir(), "iffc-emulator-")),
    clock: manualClock(),
    functions: recordingFunctions(),
    lines: [],
    caller: developer,
  });
  const service = {
    async open() {
      const { folder, clock, functions, lines } = service;
      const log = (line: string) => void lines.push(line);
      served = await serveEmulator(kind, folder, { clock, functions, caller: () => service.caller, log });
      Object.assign(service, { emulator: served.emulator, client: connect(served.origin) });
    },
    async close() {
      service.client.destroy();
      await served[Symbol.asyncDispose]();
    },
  } as EmulatorPerTest<Client>;
  beforeEach(async () => {
    Object.assign(service, fresh());
    await service.open();
  });
  afterEach(async () => {
    await service.close();
    rmSync(service.folder, { recursive: true });
  });
  return service;
}
