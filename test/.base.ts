import module from "node:module";
module.enableCompileCache("/tmp/an/cc");
const t0 = performance.now();
const { Project, ts } = await import("ts-morph");
const root = process.argv[2]!;
const project = new Project({
  compilerOptions: { noLib: true, types: [], noResolve: false, target: 99, module: 199 as never },
  skipFileDependencyResolution: true,
  skipAddingFilesFromTsConfig: true,
});
project.addSourceFilesAtPaths(root + "/src/**/*.ts");
const checker = project.getTypeChecker().compilerObject;
let n = 0;
for (const f of project.getSourceFiles()) {
  const visit = (x: import("ts-morph").ts.Node): void => {
    if (ts.isIdentifier(x) && checker.getSymbolAtLocation(x)) n++;
    ts.forEachChild(x, visit);
  };
  visit(f.compilerNode);
}
console.log(
  "start",
  t0.toFixed(0),
  "analyze",
  (performance.now() - t0).toFixed(0),
  n,
  "cpu",
  ((process.cpuUsage().user + process.cpuUsage().system) / 1000) | 0,
);
