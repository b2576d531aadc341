import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { freePort, temporaryFolder } from "../../test/fakes/local-app.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { openApp } from "./app.ts";
import { startDev } from "./developing.ts";

const quiet = { report: () => undefined };

/** A service whose only route answers a text, with some code before it. */
const service = (answer: string, before = "") => `import { Get, Service } from "iffc";
${before}
@Service()
export class Greeter {
  @Get("/", { auth: "none" })
  async greet(): Promise<{ said: string }> { return { said: ${JSON.stringify(answer)} }; }
}
`;

/** An app of one service, run as `iffc dev` runs it. */
async function openDev(first = service("one")) {
  const root = temporaryFolder();
  mkdirSync(join(root, "src"));
  const save = (text: string, file = "src/greeter.ts"): void => writeFileSync(join(root, file), text);
  save(
    `import { defineApp } from "iffc/config"; export default defineApp({ name: "greet", environments: {} });`,
    "iffc.config.ts",
  );
  save(first);
  const stopping = new AbortController();
  const said: (readonly Diagnostic[])[] = [];
  const request = { port: await freePort(), onDiagnostics: (found: readonly Diagnostic[]) => void said.push(found) };
  let reloads = 0;
  const session = { reporter: quiet, signal: stopping.signal };
  const dev = await startDev(await openApp(root), { ...request, onReload: () => void reloads++ }, session);
  onTestFinished(async () => {
    stopping.abort();
    await dev.closed;
  });
  const url = `http://127.0.0.1:${request.port}/`;
  const ask = async (): Promise<string> => {
    const response = await fetch(url);
    return response.ok ? ((await response.json()) as { said: string }).said : `failed with ${response.status}`;
  };
  const errors = () =>
    said.map((found) => found.filter(({ severity }) => severity === "error").map(({ code }) => code));
  const until = async (answer: string): Promise<void> => {
    await expect.poll(ask, { timeout: 20_000 }).toBe(answer);
  };
  const untilSaid = async (codes: readonly string[]): Promise<void> => {
    await expect.poll(() => errors().at(-1), { timeout: 20_000, interval: 20 }).toEqual(codes);
  };
  return { root, save, ask, until, untilSaid, errors, said, reloads: () => reloads };
}

// faults.md L4
describe("a save", () => {
  it("is served without a failed request, however often and however fast one follows another", async () => {
    const { save, ask, until, reloads } = await openDev();
    expect(await ask()).toBe("one");
    const enough = new AbortController();
    const answers = new Set<string>();
    const asked = (async () => {
      while (!enough.signal.aborted) answers.add(await ask());
    })();
    for (const answer of ["two", "three", "four"]) {
      save(service(answer));
      await until(answer);
    }
    for (let index = 0; index < 30; index++) {
      save(service(`burst ${index}`));
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    await until("burst 29");
    enough.abort();
    await asked;
    expect([...answers].filter((answer) => answer.startsWith("failed"))).toEqual([]);
    expect(reloads()).toBeGreaterThanOrEqual(4);
  });

  it("that changes nothing reloads nothing", async () => {
    const { save, until, reloads } = await openDev();
    save(`${service("one")}\n// a remark\n`);
    // Time in which a reload would have come.
    await new Promise((resolve) => setTimeout(resolve, 500));
    save(service("two"));
    await until("two");
    expect(reloads()).toBe(1);
  });

  it("of a file under another name, or in a folder that went away and came back, is served", async () => {
    const { root, save, ask, until } = await openDev();
    renameSync(join(root, "src/greeter.ts"), join(root, "src/renamed.ts"));
    save(service("renamed"), "src/renamed.ts");
    await until("renamed");
    renameSync(join(root, "src"), join(root, "elsewhere"));
    rmSync(join(root, "elsewhere"), { recursive: true });
    mkdirSync(join(root, "src"));
    save(service("back"));
    await until("back");
    expect(await ask()).toBe("back");
  });
});

// faults.md B13 and L4
describe("code that is broken", () => {
  it("is reported once, leaves the last good version serving, and is forgotten when it is corrected", async () => {
    const { save, ask, until, untilSaid, errors } = await openDev();
    await ask();
    save(`${service("two")} }`);
    await untilSaid(["IFFC1001"]);
    expect(await ask()).toBe("one");
    save(`${service("three")} }`);
    save(service("one"));
    await untilSaid([]);
    save(service("four"));
    await until("four");
    expect(errors().filter((codes) => codes.length > 0)).toHaveLength(1);
  });

  it("where a function in use cannot load it, is reported at its line", async () => {
    const { save, ask, until, untilSaid, said } = await openDev();
    await ask();
    save(service("two", `throw new Error("no table");`));
    await untilSaid(["IFFC3020"]);
    expect(said.at(-1)).toMatchObject([
      { at: { file: "src/greeter.ts", line: 2 }, message: expect.stringContaining("no table") },
    ]);
    expect(await ask()).toBe("one");
    save(service("three"));
    await until("three");
    await untilSaid([]);
  });

  it("where nobody uses the function yet, is reported as well", async () => {
    const { save, ask, untilSaid } = await openDev();
    save(service("two", `throw new Error("no table");`));
    await untilSaid(["IFFC3020"]);
    save(service("three"));
    await untilSaid([]);
    expect(await ask()).toBe("three");
  });

  it("from the start is not run at all", async () => {
    await expect(openDev(`${service("one")} }`)).rejects.toMatchObject({ diagnostics: [{ code: "IFFC1001" }] });
  });
});
