import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { listen } from "./listen.ts";

function server(): Server {
  const made = createServer();
  onTestFinished(() => void made.close());
  return made;
}

/** A server on a port that the system chose, and that port. */
async function occupy(): Promise<number> {
  const occupant = server();
  await new Promise<void>((resolve) => occupant.listen(0, "127.0.0.1", resolve));
  return (occupant.address() as AddressInfo).port;
}

// faults.md L1, S8
describe("listening", () => {
  it("takes the port that is wanted, on loopback alone", async () => {
    const made = server();
    const free = await occupy();
    const port = await listen(made, { port: free + 1, exact: false });
    expect(made.address()).toMatchObject({ address: "127.0.0.1", port });
  });

  it("takes the next free one where that is taken", async () => {
    const taken = await occupy();
    const port = await listen(server(), { port: taken, exact: false });
    expect(port).toBeGreaterThan(taken);
  });

  it("fails where the port was named by the user", async () => {
    const taken = await occupy();
    await expect(listen(server(), { port: taken, exact: true })).rejects.toMatchObject({
      code: "IFFC6002",
      message: `Port ${taken} is in use by another program.`,
    });
  });

  it("fails where the ports end", async () => {
    await expect(listen(server(), { port: 65_536, exact: false })).rejects.toMatchObject({ code: "IFFC6002" });
  });
});
