import { realpathSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";

const forbidden =
  /(?:^|\/)(?:\.git\/.*|\.env(?:\.[^/]*)?|[^/]*\.(?:pem|key|p12|pfx|keystore|map)|id_(?:rsa|dsa|ecdsa|ed25519))$/iu;

/** Whether a file must never be deployed: environment files, keys, version control, source maps. */
export function isForbidden(file: string): boolean {
  return forbidden.test(file);
}

/** Tells whether an input, links followed, lies in the project, in its workspace or in an installed package. */
export function insideOf(root: string): (input: string) => boolean {
  const real = realpathSync(root);
  return (input) => {
    const path = resolve(real, input);
    if (path.split(sep).includes("node_modules") || isFramework(path)) return true;
    const target = realpathSync(path);
    return !relative(workspaceOf(real), target).startsWith("..");
  };
}

const framework = resolve(import.meta.dirname, "../..");

/** Whether a file is iffc's own. */
export function isFramework(path: string): boolean {
  return !relative(framework, path).startsWith("..");
}

/** The folder that a monorepo's packages share: the installed packages' own, or the project itself. */
function workspaceOf(root: string): string {
  for (let folder = root; ; folder = join(folder, "..")) {
    if (exists(join(folder, "node_modules"))) return folder;
    if (folder === join(folder, "..")) return root;
  }
}

function exists(path: string): boolean {
  try {
    realpathSync(path);
    return true;
  } catch {
    return false;
  }
}
