import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { failure, folderFull } from "../../framework/toolkit.ts";
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
    .action((given: string | undefined, options: { name?: string }) => {
      const folder = resolve(context.folder, given ?? ".");
      refuseFullFolder(folder);
      const files = newApp(options.name ?? nameOf(folder), version());
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      const { terminal } = context;
      for (const path of Object.keys(files)) terminal.print(`${terminal.colors.green("+")} ${path}`);
      const shown = relative(context.folder, folder);
      terminal.print(
        ["", "Next:", ...(shown === "" ? [] : [`  cd ${shown}`]), "  npm install", "  npx iffc dev"].join("\n"),
      );
    });
};

function refuseFullFolder(folder: string): void {
  const found = existsSync(folder) ? readdirSync(folder).filter((name) => name !== ".git") : [];
  if (found.length === 0) return;
  const shown = `${found.slice(0, 3).join(", ")}${found.length > 3 ? " and more" : ""}`;
  throw failure(folderFull, { message: `The folder ${folder} is not empty: it holds ${shown}.` });
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
