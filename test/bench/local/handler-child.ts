/** Runs a handler for every event that its parent sends: `node handler-child.mjs BUNDLE`. */
import { createRequire } from "node:module";

type Handler = (event: object) => Promise<object>;

const { handler } = createRequire(import.meta.url)(process.argv[2] ?? "") as { handler: Handler };
process.on("message", ({ id, event }: { id: number; event: object }) => {
  void handler(event).then((response) => process.send?.({ id, response }));
});
