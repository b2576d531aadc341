/**
 * The start of a function, in milliseconds: initialisation of its bundle, and its first call.
 * `node cold-child.mjs BUNDLE PATH`.
 */
import { createRequire } from "node:module";
import { context, type Handler, requestTo } from "./event.ts";

const [bundle = "", path = "/"] = process.argv.slice(2);
const event = requestTo(path);
const require = createRequire(import.meta.url);

const begin = performance.now();
const { handler } = require(bundle) as { handler: Handler };
const ready = performance.now();
const { statusCode } = await handler(event, context);
const end = performance.now();
if (statusCode !== 200) throw new Error(`The handler answered ${statusCode}.`);
process.stdout.write(JSON.stringify({ initialisation: ready - begin, firstCall: end - ready }), () => process.exit());
