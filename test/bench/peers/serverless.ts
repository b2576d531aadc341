import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatePlainApp } from "../package/app.ts";
import { type NodeCommand, runNode } from "../process.ts";
import type { Bench } from "../section.ts";

/** The last version that works without an account of its maker's, and the plugin that bundles with esbuild. */
const packages = ["serverless@3.40.0", "serverless-esbuild@1.57.2", "esbuild@0.28.2"];

/** An installed Serverless Framework. */
export interface Serverless {
  /** Generates an app of so many handlers, and gives its folder and the command that packages it. */
  open(handlers: number): { readonly folder: string; readonly command: NodeCommand };
}

/**
 * Installs Serverless 3 into a temporary folder and packages a small app with it.
 *
 * @throws Error where npm cannot be started or cannot reach its registry, or where what it installed does not run
 */
export async function installServerless({ workspace, progress }: Bench): Promise<Serverless> {
  const npm = process.env["npm_execpath"];
  if (npm === undefined) throw new Error("npm is not known here: start the bench with npm run bench.");
  progress(`peers: npm install ${packages.join(" ")}`);
  const folder = workspace.folder("serverless");
  writeFileSync(join(folder, "package.json"), `{ "private": true }\n`);
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=30000"];
  await runNode({ words: [npm, "install", "--save-exact", ...options, ...packages], folder });
  // It keeps a file in its user's home, and would ask there for news.
  const environment = {
    HOME: workspace.folder("home"),
    SLS_TELEMETRY_DISABLED: "1",
    SLS_NOTIFICATIONS_MODE: "off",
    CI: "1",
  };
  const words = [join(folder, "node_modules/serverless/bin/serverless.js"), "package"];
  const serverless: Serverless = {
    open(handlers) {
      const app = workspace.folder(`serverless/app-${handlers}`);
      generatePlainApp(app, handlers);
      writeFileSync(join(app, "serverless.json"), JSON.stringify(configuration(handlers), undefined, 2));
      return { folder: app, command: { words, folder: app, environment } };
    },
  };
  await runNode(serverless.open(1).command);
  return serverless;
}

function configuration(handlers: number): object {
  const indexes = Array.from({ length: handlers }, (_, index) => index);
  const functions = indexes.map((index) => [
    `handler${index}`,
    {
      handler: `src/handler${index}.handler`,
      environment: { OUTGOING_URL: { Ref: `Queue${index}` } },
      events: [{ httpApi: `POST /handler${index}/{id}` }],
    },
  ]);
  return {
    service: "bench",
    frameworkVersion: "3",
    provider: { name: "aws", runtime: "nodejs20.x", region: "eu-central-1" },
    plugins: ["serverless-esbuild"],
    package: { individually: true },
    custom: { esbuild: { bundle: true, minify: true, sourcemap: "external", platform: "node", target: "node20" } },
    functions: Object.fromEntries(functions) as object,
    resources: {
      Resources: Object.fromEntries(indexes.map((index) => [`Queue${index}`, { Type: "AWS::SQS::Queue" }])),
    },
  };
}
