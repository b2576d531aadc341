/** Analyzes an app without or, where it left one before, with its cache: `node iffc-child.mjs ROOT FOLDER`. */
import { loadModules } from "../package/pipeline.ts";

type Analyzer = typeof import("../../../framework/analyze/analyze.ts") &
  typeof import("../../../framework/kinds/registry.ts");

const [root = "", folder = ""] = process.argv.slice(2);
const { analyze, kinds } = (await loadModules(root, ["analyze/analyze", "kinds/registry"])) as Analyzer;
const { model, diagnostics } = await analyze({ root: folder }, kinds);
const said = { handlers: model.handlers.length, errors: diagnostics.filter(({ severity }) => severity === "error") };
process.stdout.write(JSON.stringify(said), () => process.exit(said.errors.length));
