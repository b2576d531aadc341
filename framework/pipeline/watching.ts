import { type FSWatcher, statSync, watch } from "node:fs";
import { dirname, join } from "node:path";

/** Watches the folders of some files; which those are may change with every look. */
export interface Watcher {
  /** Watches what these files need, relative to the root. */
  follow(files: readonly string[]): void;
  close(): void;
}

/** A save is several writes, or a new file and a rename; what comes within this many milliseconds is one change. */
const settle = 5;
/** What a build may read: modules, configuration, and files that are bundled as text. */
const relevant = /\.(?:[cm]?[jt]sx?|json|txt|md|html|sql)$/u;

/** Calls back once after every burst of changes to a source file. */
export function watchSources(root: string, changed: () => void): Watcher {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  const notice = (folder: string, name: string | null): void => {
    if (name !== null && !isRelevant(folder, name)) return;
    clearTimeout(timer);
    timer = setTimeout(changed, settle);
  };
  const close = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const open = (folder: string): void => {
    try {
      const watcher = watch(folder, (_event, name) => {
        // A folder that was moved away or removed is watched anew where it comes back.
        if (!isFolder(folder)) close(folder);
        notice(folder, name);
      });
      watcher.on("error", () => close(folder));
      watchers.set(folder, watcher);
    } catch {
      // It went away meanwhile: the folder above tells when it comes back.
    }
  };
  return {
    follow(files) {
      const folders = new Set([root, ...files.flatMap((file) => foldersTo(root, file))]);
      for (const folder of watchers.keys()) if (!folders.has(folder)) close(folder);
      for (const folder of folders) if (!watchers.has(folder)) open(folder);
    },
    close() {
      clearTimeout(timer);
      for (const folder of watchers.keys()) close(folder);
    },
  };
}

/** The folder of a file and those above it, up to the root: a folder that comes back is noticed in the one above. */
function foldersTo(root: string, file: string): readonly string[] {
  const folder = dirname(join(root, file));
  const inside = folder.startsWith(root) && folder !== root;
  return inside ? [folder, ...foldersTo(root, dirname(file))] : [folder];
}

/** A name without an ending may be a folder that has come or gone. */
function isRelevant(folder: string, name: string): boolean {
  if (relevant.test(name)) return true;
  if (name.startsWith(".") || name === "node_modules" || name.includes(".")) return false;
  const path = join(folder, name);
  return isFolder(path) || statSync(path, { throwIfNoEntry: false }) === undefined;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
