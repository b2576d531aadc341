/**
 * Nanoseconds of one request in a process that is warm, parsing the event and printing the answer included, by bundle
 * and round; the bundles take turns. `node call-child.mjs ROUNDS PATH BUNDLE...`.
 */
import { createRequire } from "node:module";
import { context, type Handler, requestTo } from "./event.ts";

const [rounds = "1", path = "/", ...bundles] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const handlers = bundles.map((bundle) => (require(bundle) as { handler: Handler }).handler);
const event = JSON.stringify(requestTo(path));
const calls = 5000;

async function time(handler: Handler): Promise<number> {
  const begin = process.hrtime.bigint();
  for (let call = 0; call < calls; call++) JSON.stringify(await handler(JSON.parse(event), context));
  return Number(process.hrtime.bigint() - begin) / calls;
}

const times = handlers.map((): number[] => []);
for (const handler of handlers) await time(handler);
for (let round = 0; round < Number(rounds); round++) {
  for (const [index, handler] of handlers.entries()) times[index]?.push(await time(handler));
}
// What a handler logs of each call goes to standard output too; the answer is the last line.
process.stdout.write(`\n${JSON.stringify(times)}`, () => process.exit());
