/**
 * Roles against requests: each app runs whole on this machine, every request that its functions sign is recorded, and
 * IAM's rules judge the requests by the roles of the app's templates. The planner's own grants have no say here.
 */
import { assert, asyncProperty, constantFrom, record } from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { analyze } from "../../framework/analyze/analyze.ts";
import { kinds } from "../../framework/kinds/registry.ts";
import { openApp, type Session, synthesizeApp } from "../../framework/toolkit.ts";
import { deniedOf, isAllowed, type Request, withoutEachPair } from "../templates/simulate.ts";
import { apps, openFolder, verbs } from "./apps.ts";
import { permissionsOf } from "./authorization.ts";
import { type Names, namesOf } from "./names.ts";
import { probesOf, sendAs } from "./probes.ts";
import type { Decision } from "./record.ts";
import { type Role, rolesOf } from "./roles.ts";
import { type Run, runApp } from "./run.ts";

const session: Session = { reporter: { report: () => undefined }, signal: new AbortController().signal };

describe.each(apps)("the roles of $name", (app) => {
  const folder = openFolder(app);
  let run: Run;
  let roles: readonly Role[];
  let names: Names;
  /** What the functions did before the first test, in the terms of AWS. */
  let recorded: readonly { readonly function: string; readonly request: Request }[];

  beforeAll(async () => {
    const { stacks } = await synthesizeApp(await openApp(folder.path), { environment: app.environment }, session);
    roles = rolesOf(stacks);
    run = await runApp(folder.path);
    names = namesOf(run, app.environment);
    await app.drive(run);
    recorded = run.calls.flatMap((call) =>
      permissionsOf(call).map((needed) => ({ function: call.function, request: names.permission(needed) })),
    );
  }, 120_000);

  afterAll(async () => {
    await run[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const neededBy = (role: Role): readonly Request[] => [
    ...role.byAws,
    ...recorded.flatMap((done) => (done.function === role.function ? [done.request] : [])),
  ];

  test("allow every request that was sent", async () => {
    expect(recorded.map((done) => done.function)).toEqual(expect.arrayContaining([expect.any(String)]));
    for (const role of roles) expect(await deniedOf(role.policies, neededBy(role)), role.arn).toEqual([]);
  });

  test("hold no action on any resource that no request needs", async () => {
    const spare: string[] = [];
    for (const role of roles) {
      for (const { removed, policy } of role.policies.flatMap(withoutEachPair)) {
        const denied = await deniedOf([policy], neededBy(role));
        if (denied.length === 0) spare.push(`${role.arn}: ${removed.action} on ${removed.resourceArn}`);
      }
    }
    expect(spare).toEqual([]);
  });

  test("deny what only other functions do", async () => {
    const ofFunctions = roles.filter((role) => role.function !== undefined);
    for (const role of ofFunctions) {
      const own = new Set(neededBy(role).map(withAnyKey));
      const others = recorded.map(({ request }) => request).filter((request) => !own.has(withAnyKey(request)));
      expect(others).not.toEqual([]);
      expect(await deniedOf(role.policies, others), role.arn).toEqual(others);
    }
  });

  test("are asked by the gateway for what AWS documents", () => {
    for (const call of run.calls) {
      expect(call.decisions.map(names.decision), call.path).toEqual(permissionsOf(call).map(names.permission));
      expect(call.decisions.every(({ allowed }) => allowed)).toBe(true);
    }
  });

  test("judge whatever a function may send as the gateway does", { timeout: 120_000 }, async () => {
    const seen = new Set<boolean>();
    const known = [...run.resources.keys()];
    const unknown = known.map((name) => name.replace(/ .*/u, " missing"));
    const probes = [...new Set([...known, ...unknown])].flatMap((name) => probesOf(name, run.origin));
    const requests = record({ from: constantFrom(...run.signers.keys()), probe: constantFrom(...probes) });
    await assert(
      asyncProperty(requests, async ({ from, probe }) => {
        const call = await sendAs(run, from, probe);
        const policies = roles.find((role) => role.function === from)?.policies ?? [];
        const judged = await Promise.all(call.decisions.map((decision) => judge(policies, decision)));
        expect(judged).toEqual(call.decisions.map(({ allowed }) => allowed));
        expect(call.status === 403).toBe(judged.includes(false));
        const needed = call.status < 400 ? permissionsOf(call).map(names.permission) : [];
        expect(call.decisions.map(names.decision)).toEqual(expect.arrayContaining(needed));
        for (const verdict of judged) seen.add(verdict);
      }),
      { numRuns: 150 },
    );
    expect(seen).toEqual(new Set([true, false]));
  });

  function judge(policies: Role["policies"], decision: Decision): Promise<boolean> {
    return isAllowed(policies, names.decision(decision));
  }
});

/** Requests for objects of one bucket are alike, whatever the key. */
function withAnyKey({ action, resourceArn }: Request): string {
  return `${action} on ${resourceArn.replace(/^(arn:aws:s3:::[^/]+\/).*/u, "$1*")}`;
}

test("the app of all methods uses every method of every client, and every trigger", async () => {
  using folder = openFolder(verbs);
  const { model, diagnostics } = await analyze({ root: folder.path, cache: false }, kinds);
  expect(diagnostics).toEqual([]);
  const kindOf = new Map(model.resources.map(({ id, kind }) => [id, kind]));
  const uses = model.handlers.flatMap((handler) => handler.uses);
  const methods = uses.map(({ resource, verb }) => `${kindOf.get(resource)}.${verb}`);
  const offered = kinds.flatMap(({ name, resource }) => Object.keys(resource?.verbs ?? {}).map((verb) => [name, verb]));
  expect(new Set(methods)).toEqual(new Set(offered.map((parts) => parts.join("."))));
  const started = model.handlers.flatMap(({ triggers }) => triggers.map(({ kind }) => kind));
  expect(new Set(started)).toEqual(new Set(kinds.flatMap(({ name, triggers }) => triggers.map(() => name))));
});
