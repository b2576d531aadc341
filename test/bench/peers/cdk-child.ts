/**
 * The AWS CDK as fast as it goes: all handlers in one run of esbuild, its output as ready assets, its own library called
 * without its command line. `node cdk-child.mjs FOLDER HANDLERS`.
 */
import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { App, Stack } from "aws-cdk-lib";
import { HttpApi, HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { Code, Function, Runtime } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { build } from "esbuild";
import { handlerFile } from "../package/app.ts";

const [folder = "", count = "0"] = process.argv.slice(2);
const indexes = Array.from({ length: Number(count) }, (_, index) => index);
const outdir = join(folder, "out");

await build({
  entryPoints: indexes.map((index) => join(folder, handlerFile(index))),
  bundle: true,
  minify: true,
  sourcemap: "external",
  platform: "node",
  format: "cjs",
  target: "node22",
  mainFields: ["module", "main"],
  outdir,
});

const context = { "@aws-cdk/core:stackResourceLimit": 0 };
const app = new App({ outdir: join(folder, "cdk.out"), analyticsReporting: false, context });
const stack = new Stack(app, "bench");
const api = new HttpApi(stack, "Api");
for (const index of indexes) addHandler(index);
app.synth();
process.exit();

function addHandler(index: number): void {
  const asset = join(outdir, `asset${index}`);
  mkdirSync(asset, { recursive: true });
  renameSync(join(outdir, `handler${index}.js`), join(asset, "index.js"));
  const queue = new Queue(stack, `Queue${index}`);
  const handler = new Function(stack, `Handler${index}`, {
    runtime: Runtime.NODEJS_22_X,
    handler: "index.handler",
    code: Code.fromAsset(asset),
    environment: { OUTGOING_URL: queue.queueUrl },
  });
  queue.grantSendMessages(handler);
  const integration = new HttpLambdaIntegration(`Integration${index}`, handler);
  api.addRoutes({ path: `/handler${index}/{id}`, methods: [HttpMethod.POST], integration });
}
