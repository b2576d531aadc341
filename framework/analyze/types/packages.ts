/** Which packages a project names and has. Effect: reads its package.json and looks for folders. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Whether a package is installed for the code in a folder, there or in one above. */
export function isInstalled(root: string, name: string): boolean {
  if (existsSync(join(root, "node_modules", name))) return true;
  return dirname(root) !== root && isInstalled(dirname(root), name);
}

/** Whether the project's package.json names a package, so that `npm install` alone brings it. */
export function isDeclared(root: string, name: string): boolean {
  const manifest = readManifest(root);
  return ["dependencies", "devDependencies"].some((list) => Object.hasOwn(Object(manifest[list]) as object, name));
}

function readManifest(root: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
