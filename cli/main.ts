#!/usr/bin/env node
/** The `iffc` command. Says what is wrong on a Node that is too old before it loads anything that such a Node could not read. */
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(
    `✗ iffc needs Node 22.13 or newer, and this is ${process.versions.node}.\n  Install a current Node: https://nodejs.org\n`,
  );
  process.exitCode = 2;
} else {
  const { enableCompileCache } = await import("node:module");
  enableCompileCache();
  const { run } = await import("./program.ts");
  process.exitCode = await run(process.argv.slice(2));
}
