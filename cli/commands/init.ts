import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { failure, folderFull, isName, nameRefused } from "../../framework/toolkit.ts";
import { explainUse } from "../help.ts";
import type { AddCommand } from "../options.ts";
import { newApp } from "../templates/app.ts";
import { version } from "../version.ts";

/** `iffc init`: a small app with a test, ready to run. */
export const addInit: AddCommand = (program, context) => {
  program
    .command("init [folder]")
    .summary("make a small app with a test, ready to run")
    .description("Writes a new app into an empty folder: one service with a route, a queue and a table, and its test.")
    .option("--name <name>", "the app's name; the folder's where it is left out")
    .addHelpText("after", explainUse(use))
    .action((given: string | undefined, options: { name?: string }) => {
      const { terminal } = context;
      const folder = resolve(context.folder, given ?? ".");
      refuseFullFolder(folder);
      const files = newApp(options.name === undefined ? nameOf(folder) : checkedName(options.name), version());
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
        terminal.print(`${terminal.colors.green("+")} ${path}`);
      }
      const shown = relative(context.folder, folder);
      const change = shown === "" ? [] : [`  cd ${quote(shown)}`];
      terminal.print(["", "Next:", ...change, "  npm install", "  npx iffc dev"].join("\n"));
    });
};

const use = {
  examples: [
    ["iffc init my-app", "a new app in a new folder"],
    ["iffc init . --name shop", "in this folder, which is empty but for .git"],
  ],
  exits: { 0: "written", 2: "the folder is not empty, or the name cannot be used; nothing was written" },
} as const;

function refuseFullFolder(folder: string): void {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats && !stats.isDirectory()) throw failure(folderFull, { message: `${folder} is a file, not a folder.` });
  const found = stats ? readdirSync(folder).filter((name) => name !== ".git") : [];
  if (found.length === 0) return;
  const shown = `${found.slice(0, 3).join(", ")}${found.length > 3 ? " and more" : ""}`;
  throw failure(folderFull, { message: `The folder ${folder} is not empty: it holds ${shown}.` });
}

function checkedName(name: string): string {
  if (isName(name)) return name;
  throw failure(nameRefused, { message: `"${name}" cannot be the name of an app.` });
}

/** A folder's name as an app's: lower-case letters, digits and single hyphens. */
function nameOf(folder: string): string {
  const words =
    basename(folder)
      .toLowerCase()
      .match(/[a-z0-9]+/gu) ?? [];
  const name = words
    .join("-")
    .replace(/^[0-9-]+/u, "")
    .slice(0, 32)
    .replace(/-+$/u, "");
  return name === "" ? "my-app" : name;
}

/** A path as a shell reads it. */
function quote(path: string): string {
  return /^[\w./@:+-]+$/u.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
