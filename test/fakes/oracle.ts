import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, type TestContext } from "vitest";
import type { LocalKind } from "../../framework/kinds/local.ts";
import { startMoto, type Moto } from "./moto.ts";
import { serveEmulator, type ServedEmulator } from "./wire.ts";

/** The addresses of an embedded service and of moto_server; skips the test where that cannot be started. */
export type Endpoints = (test: TestContext) => { readonly ours: string; readonly theirs: string };

/** Keeps both open for all tests of a file. */
export function besideMoto(kind: LocalKind): Endpoints {
  let folder: string;
  let served: ServedEmulator;
  let moto: Moto | { readonly absent: string };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "iffc-oracle-"));
    served = await serveEmulator(kind, folder);
    moto = await startMoto();
  }, 300_000);
  afterAll(async () => {
    if ("stop" in moto) await moto.stop();
    await served[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });
  return ({ skip }) => ({ ours: served.origin, theirs: "absent" in moto ? skip(moto.absent) : moto.endpoint });
}

/** A step of a scenario, as two services answered it. */
export interface Answered {
  readonly ours: readonly unknown[];
  readonly theirs: readonly unknown[];
}

/**
 * Holds the answers of one scenario against each other. `divergences` says, by `scenario, step` counted from 0, why we
 * answer otherwise; one that is gone has to be taken out.
 */
export function expectAgreement(
  name: string,
  { ours, theirs }: Answered,
  divergences: Readonly<Record<string, string>>,
): void {
  const differing = ours.flatMap((answer, index) => {
    const isSame = isDeepStrictEqual(answer, theirs[index]);
    return isSame ? [] : [{ step: `${name}, ${index}`, ours: answer, theirs: theirs[index] }];
  });
  expect(differing.filter(({ step }) => !(step in divergences))).toEqual([]);
  const known = Object.keys(divergences).filter((step) => step.startsWith(`${name}, `));
  expect(differing.map(({ step }) => step)).toEqual(known);
}
