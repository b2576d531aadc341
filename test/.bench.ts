import module from "node:module";
module.enableCompileCache("/tmp/an/cc");
const { analyze } = await import("../framework/analyze/analyze.ts");
const { kinds } = await import("../framework/kinds/registry.ts");
const t0 = performance.now();
const r = await analyze({ root: process.argv[2]! }, kinds);
console.log(
  "start",
  t0.toFixed(0),
  "analyze",
  (performance.now() - t0).toFixed(0),
  r.model.handlers.length,
  r.diagnostics.length,
  r.model.handlers[0]?.uses.length,
  process.resourceUsage().maxRSS >> 10,
  "cpu",
  ((process.cpuUsage().user + process.cpuUsage().system) / 1000) | 0,
);
