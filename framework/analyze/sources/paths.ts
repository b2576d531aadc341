import { posix, relative, resolve, sep } from "node:path";

/** A path relative to the project's root with forward slashes, whatever the platform. */
export function relativePath(root: string, absolute: string): string {
  const path = relative(root, absolute);
  return sep === "/" ? path : path.replaceAll(sep, "/");
}

/** The absolute path of a file named relative to the root. */
export function absolutePath(root: string, path: string): string {
  return resolve(root, path);
}

/** Joins relative paths and removes `.` and `..` where that is possible. */
export function joinPath(...parts: readonly string[]): string {
  const joined = posix.join(...parts);
  return joined === "." ? "" : joined.replace(/\/$/u, "");
}

/** The folder of a relative path; empty for the root. */
export function folderOf(path: string): string {
  const end = path.lastIndexOf("/");
  return end === -1 ? "" : path.slice(0, end);
}

/** Whether a relative path leaves the root. */
export function leavesRoot(path: string): boolean {
  return path === ".." || path.startsWith("../") || posix.isAbsolute(path);
}
