import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { watchSources } from "./watching.ts";

/** A project of one source, watched. */
async function watched() {
  const root = mkdtempSync(join(tmpdir(), "iffc-watch-"));
  mkdirSync(join(root, "src"));
  writeFileSync(join(root, "src/orders.ts"), "1");
  let waiting = Promise.withResolvers<void>();
  let count = 0;
  const watcher = watchSources(root, () => {
    count++;
    waiting.resolve();
    waiting = Promise.withResolvers<void>();
  });
  watcher.follow(["src/orders.ts"]);
  onTestFinished(() => {
    watcher.close();
    rmSync(root, { recursive: true, force: true });
  });
  await sleep(50);
  count = 0;
  const isNoticed = async (change: (root: string) => void): Promise<boolean> => {
    const { promise } = waiting;
    change(root);
    const noticed = await Promise.race([promise.then(() => true), sleep(4000, false, { ref: false })]);
    await sleep(50);
    return noticed;
  };
  return { root, watcher, isNoticed, count: () => count };
}

test("a save is noticed", async () => {
  const { isNoticed } = await watched();
  expect(await isNoticed((root) => writeFileSync(join(root, "src/orders.ts"), "2"))).toBe(true);
});

test("an editor that writes another file and renames it is noticed, again and again", async () => {
  const { isNoticed } = await watched();
  for (const text of ["2", "3"]) {
    const noticed = await isNoticed((root) => {
      writeFileSync(join(root, "src/.orders.ts.swp"), text);
      renameSync(join(root, "src/.orders.ts.swp"), join(root, "src/orders.ts"));
    });
    expect(noticed).toBe(true);
  }
});

test("a burst of writes is one change", async () => {
  const { isNoticed, count } = await watched();
  const noticed = await isNoticed((root) => {
    for (let index = 0; index < 20; index++) writeFileSync(join(root, "src/orders.ts"), String(index));
  });
  expect([noticed, count()]).toEqual([true, 1]);
});

test("a new file, a removed one and a renamed one are noticed", async () => {
  const { isNoticed } = await watched();
  expect(await isNoticed((root) => writeFileSync(join(root, "src/other.ts"), ""))).toBe(true);
  expect(await isNoticed((root) => renameSync(join(root, "src/other.ts"), join(root, "src/another.ts")))).toBe(true);
  expect(await isNoticed((root) => rmSync(join(root, "src/another.ts")))).toBe(true);
});

test("a folder that goes away and comes back is noticed, and what is saved in it from then on", async () => {
  const { isNoticed, watcher } = await watched();
  expect(await isNoticed((root) => renameSync(join(root, "src"), join(root, "elsewhere")))).toBe(true);
  expect(await isNoticed((root) => renameSync(join(root, "elsewhere"), join(root, "src")))).toBe(true);
  watcher.follow(["src/orders.ts"]);
  expect(await isNoticed((root) => writeFileSync(join(root, "src/orders.ts"), "2"))).toBe(true);
});

test("what no build reads is not noticed", async () => {
  const { isNoticed, count } = await watched();
  const noticed = await isNoticed((root) => {
    writeFileSync(join(root, "src/photo.png"), "");
    writeFileSync(join(root, ".gitignore"), "");
    mkdirSync(join(root, ".iffc"));
    mkdirSync(join(root, "node_modules"));
    setTimeout(() => writeFileSync(join(root, "src/orders.ts"), "2"), 50);
  });
  expect([noticed, count()]).toEqual([true, 1]);
});

test("nothing is noticed once the watcher is closed", async () => {
  const { root, watcher, count } = await watched();
  watcher.close();
  writeFileSync(join(root, "src/orders.ts"), "2");
  await sleep(50);
  expect(count()).toBe(0);
});
