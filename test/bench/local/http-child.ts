/** The floor of floors: a server that does nothing but answer: `node http-child.mjs PORT`. */
import { createServer } from "node:http";

const body = JSON.stringify({ answer: 0 });
const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
createServer((_request, response) => response.writeHead(200, headers).end(body)).listen(
  Number(process.argv[2]),
  "127.0.0.1",
);
