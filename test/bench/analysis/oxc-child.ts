/** The floor: oxc parses every file, and a walk visits every node: `node oxc-child.mjs FOLDER HANDLERS`. */
import { join } from "node:path";
import { handlerFile } from "../package/app.ts";
import { walkFiles } from "../package/oxc.ts";

const [folder = "", count = "0"] = process.argv.slice(2);
const { files, calls } = walkFiles(
  Array.from({ length: Number(count) }, (_, index) => join(folder, handlerFile(index))),
);
process.stdout.write(JSON.stringify({ handlers: files - 1, calls }), () => process.exit());
