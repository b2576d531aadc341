import { analyze } from "../framework/analyze/analyze.ts";
import { kinds } from "../framework/kinds/registry.ts";
const t = performance.now();
const r = await analyze({ root: process.argv[2]!, cache: process.argv[3] !== "nocache" }, kinds);
console.log(performance.now() - t);
if (process.argv[4] !== "q")
  console.log(
    JSON.stringify(
      r,
      (k, v) => (["at", "declaredAt"].includes(k) && v?.file ? `${v.file}:${v.line}:${v.column}+${v.length}` : v),
      1,
    ),
  );
