import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** A process as the system lists it. */
export interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
  /** Resident memory, KiB. */
  readonly resident: number;
}

/** Resident MiB of a process and all its descendants now. */
export function residentOfTree(root: number): number {
  return sumOfTree(process.platform === "linux" ? listFromProc() : listFromPs(), root);
}

/** Resident MiB of a process and all its descendants in a list; pages that they share count for each. */
export function sumOfTree(processes: readonly ListedProcess[], root: number): number {
  const children = Map.groupBy(processes, ({ parent }) => parent);
  const tree = processes.filter(({ pid }) => pid === root);
  for (const { pid } of tree) tree.push(...(children.get(pid) ?? []));
  return tree.reduce((sum, { resident }) => sum + resident, 0) / 1024;
}

function listFromProc(): readonly ListedProcess[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/u.test(name));
  return pids.flatMap((pid) => {
    try {
      return [parseStatus(readFileSync(`/proc/${pid}/status`, "utf8"))];
    } catch {
      return [];
    }
  });
}

/** Reads `/proc/<pid>/status`: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
export function parseStatus(text: string): ListedProcess {
  const read = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, "mu").exec(text)?.[1] ?? 0);
  return { pid: read("Pid"), parent: read("PPid"), resident: read("VmRSS") };
}

function listFromPs(): readonly ListedProcess[] {
  return parsePs(execFileSync("ps", ["-axo", "pid=,ppid=,rss="], { encoding: "utf8" }));
}

/** Reads what `ps -axo pid=,ppid=,rss=` prints. */
export function parsePs(text: string): readonly ListedProcess[] {
  return text.split("\n").flatMap((line) => {
    const [pid, parent, resident] = line.trim().split(/\s+/u).map(Number);
    return pid === undefined || parent === undefined || resident === undefined ? [] : [{ pid, parent, resident }];
  });
}
