import { type FSWatcher, watch } from "node:fs";
import { dirname, join } from "node:path";

/** Watches the folders of some files; which those are may change with every look. */
export interface Watcher {
  /** Watches what these files need, relative to the root. */
  follow(files: readonly string[]): void;
  close(): void;
}

/** Editors write a file in several steps; what comes within this many milliseconds is one change. */
const settle = 15;
const relevant = /\.(?:[cm]?[jt]sx?|json)$/u;

/** Calls back once after every burst of changes to a source file. */
export function watchSources(root: string, changed: () => void): Watcher {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  const notice = (name: string | null): void => {
    if (name !== null && !relevant.test(name)) return;
    clearTimeout(timer);
    timer = setTimeout(changed, settle);
  };
  const close = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  return {
    follow(files) {
      const folders = new Set([root, ...files.map((file) => dirname(join(root, file)))]);
      for (const folder of watchers.keys()) if (!folders.has(folder)) close(folder);
      for (const folder of folders) {
        if (watchers.has(folder)) continue;
        const watcher = watch(folder, (_event, name) => notice(name));
        watcher.on("error", () => close(folder));
        watchers.set(folder, watcher);
      }
    },
    close() {
      clearTimeout(timer);
      for (const folder of watchers.keys()) close(folder);
    },
  };
}
