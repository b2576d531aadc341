import { rmSync } from "node:fs";
import { join } from "node:path";
import { alternate, type Subject } from "../alternate.ts";
import { type Line, memoryLine, pairedLine, type Target } from "../line.ts";
import { measureMemory, type NodeCommand, openWorker, runNode } from "../process.ts";
import type { Bench } from "../section.ts";
import { root } from "../workspace.ts";
import { generateApp, generatePlainApp, touchHandler } from "./app.ts";
import type { Compression } from "./bundling.ts";

/** What a process said of its packaging. */
export interface Said {
  readonly functions: number;
  /** Bytes of a zip, the mean over functions. */
  readonly zip: number;
  readonly phases: Readonly<Record<string, number>>;
}

/** One of the two that package an app of the same size, each in its own folder. */
export interface Side {
  readonly folder: string;
  readonly command: NodeCommand;
  /** Answers with the milliseconds of packaging after one handler was touched. */
  readonly worker: NodeCommand;
  /** What it says, a run each. */
  readonly said: Said[];
}

/** iffc and its floor over apps of so many handlers. */
export interface Pair {
  readonly handlers: number;
  readonly iffc: Side;
  readonly floor: Side;
  /** The floor where each zip is compressed for itself, as common tools do. */
  readonly commonFloor: Side;
}

/** Generates both apps. */
export function openPair({ workspace }: Bench, handlers: number): Pair {
  const [folder, plain] = [workspace.folder(`app-${handlers}`), workspace.folder(`plain-${handlers}`)];
  generateApp(folder, handlers);
  generatePlainApp(plain, handlers);
  const environment = { NODE_COMPILE_CACHE: workspace.folder("compile-cache") };
  const command = (child: string, ...words: readonly string[]): NodeCommand => ({
    words: [workspace.compile(`package/${child}.ts`), ...words],
    environment,
  });
  const touched = String(handlers >> 1);
  const floor = (compression: Compression): Side => ({
    folder: plain,
    command: command("floor-child", plain, String(handlers), compression),
    worker: command("floor-worker", plain, touched),
    said: [],
  });
  return {
    handlers,
    iffc: {
      folder,
      command: command("iffc-child", root, folder),
      worker: command("iffc-worker", root, folder, touched),
      said: [],
    },
    floor: floor("shared"),
    commonFloor: floor("each"),
  };
}

/** Takes everything away that an earlier run has left. */
export function empty({ folder }: Side): void {
  for (const name of [".iffc", "out", "zips", "floor.json"])
    rmSync(join(folder, name), { recursive: true, force: true });
}

let edits = 1000;

/** Changes one handler. */
export function touch(handlers: number): (side: Side) => void {
  return ({ folder }) => touchHandler(folder, handlers >> 1, edits++);
}

/** What is compared: the state that each run starts from, and how good it should be. */
export interface Comparison {
  readonly what: string;
  readonly runs: number;
  readonly prepare?: (side: Side) => void;
  readonly target?: Target | undefined;
}

/** The time of fresh processes and, of one more run before, their memory. */
export async function compare(pair: Pair, comparison: Comparison): Promise<readonly [time: Line, memory: Line]> {
  const { what, runs, prepare, target } = comparison;
  const subject = (side: Side): Subject => ({
    prepare: () => prepare?.(side),
    async measure() {
      const { seconds, output } = await runNode(side.command);
      side.said.push(JSON.parse(output) as Said);
      return seconds;
    },
  });
  const memory = async (side: Side): Promise<number> => {
    prepare?.(side);
    return await measureMemory(side.command);
  };
  const [used, least] = [await memory(pair.iffc), await memory(pair.floor)];
  for (const side of [pair.iffc, pair.floor]) side.said.length = 0;
  const subjects = { iffc: subject(pair.iffc), floor: subject(pair.floor) };
  const { iffc: measured, floor: floors } = await alternate(subjects, { runs, warmUp: false });
  const time = { ...pairedLine(what, "s", { measured, floors }), ...(target && { target }) };
  return [time, memoryLine(what, used, least)];
}

/** How much longer the floor takes where each zip is compressed for itself. */
export async function compareFloors({ handlers, floor, commonFloor }: Pair, runs: number): Promise<Line> {
  const subject = (side: Side): Subject => ({
    prepare: () => empty(side),
    measure: async () => (await runNode(side.command)).seconds,
  });
  const subjects = { common: subject(commonFloor), floor: subject(floor) };
  const { common: measured, floor: floors } = await alternate(subjects, { runs, warmUp: false });
  return pairedLine(`floor ${handlers} cold, zips one by one`, "s", { measured, floors });
}

/** The time of processes that live on while one handler after another changes. */
export async function compareLiving(pair: Pair, { what, runs, target }: Comparison): Promise<readonly Line[]> {
  const workers = { iffc: openWorker(pair.iffc.worker), floor: openWorker(pair.floor.worker) };
  const subjects = { iffc: { measure: () => workers.iffc.ask() }, floor: { measure: () => workers.floor.ask() } };
  const { iffc: measured, floor: floors } = await alternate(subjects, { runs });
  const memory = memoryLine(what, workers.iffc.memory(), workers.floor.memory());
  await Promise.all([workers.iffc.end(), workers.floor.end()]);
  return [{ ...pairedLine(what, "ms", { measured, floors }), ...(target && { target }) }, memory];
}
