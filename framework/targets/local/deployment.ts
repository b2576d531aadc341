/**
 * Makes a plan true on this machine: removes what it says, provisions the stand-ins of resources, goes over to the new
 * functions without failing a request, and connects triggers. Running it again changes nothing.
 */
import type { Reporter } from "../../diagnostics/reporter.ts";
import type { Connection } from "../../kinds/local.ts";
import { serialize } from "../../model/json.ts";
import type { Plan, PlannedResource, PlannedTrigger } from "../../model/plan.ts";
import type { Reference } from "../../model/value.ts";
import type { Emulators } from "./emulators.ts";
import { failure, refuse } from "../../diagnostics/failure.ts";
import { artifactMissing, environmentTooLarge } from "./failures.ts";
import type { FunctionHost } from "./functions/host.ts";
import { diagnoseLoad } from "./functions/loading.ts";
import { credentialsOf, type FunctionSpec, type Place, specOf } from "./functions/spec.ts";
import type { Backend } from "./gateway/gateway.ts";
import { policyOf } from "./gateway/policy.ts";
import { readSnapshot, type StateFiles, writeState } from "./state.ts";
import type { LocalArtifact } from "./types.ts";

/** What is deployed on this machine, and how that changes. */
export interface Deployment {
  /** By access key, for the gateway. */
  readonly functions: Backend["functions"];
  /** Attributes of the resources by id. */
  readonly outputs: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** The digest of the plan that is true now. */
  digest(): string | undefined;
  /**
   * Makes a plan true. Calls run one after the other.
   *
   * @throws IffcError with IFFC3020 for each function in use whose new code cannot be loaded; the old one goes on serving
   */
  apply(plan: Plan, artifacts: readonly LocalArtifact[]): Promise<void>;
  /** Stops the delivery of events. */
  disconnect(): Promise<void>;
}

/** What a deployment works on. */
export interface DeploymentContext {
  readonly files: StateFiles;
  readonly emulators: Emulators;
  readonly host: FunctionHost;
  readonly reporter: Reporter;
  place(): Place;
}

/** Bytes of a function's environment as JSON: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const environmentLimit = 4096;

interface Connected {
  readonly connection: Connection;
  readonly resource: string | undefined;
  /** Trigger and resource, to see whether either changed. */
  readonly text: string;
}

interface State extends DeploymentContext {
  /** What holds data on this machine, by id. */
  readonly deployed: Map<string, PlannedResource>;
  readonly attributes: Map<string, Readonly<Record<string, string>>>;
  readonly connected: Map<string, Connected>;
  readonly functions: Map<string, Entry>;
}

/** A function's key, and what it may do with it. */
type Entry = Backend["functions"] extends ReadonlyMap<string, infer Known> ? Known : never;

/** A deployment that continues what the state folder holds. */
export function createDeployment(context: DeploymentContext): Deployment {
  const { resources } = readSnapshot(context.files.folder);
  const state: State = {
    ...context,
    deployed: new Map(resources.map((resource) => [resource.id, resource])),
    attributes: new Map(),
    connected: new Map(),
    functions: new Map(),
  };
  let last = Promise.resolve();
  let digest: string | undefined;
  return {
    digest: () => digest,
    functions: state.functions,
    outputs: state.attributes,
    apply(plan, artifacts) {
      const next = last.then(async () => {
        await apply(state, plan, artifacts);
        digest = plan.digest;
      });
      last = next.catch(() => {});
      return next;
    },
    disconnect: async () => {
      await last;
      await Promise.all([...state.connected.keys()].map((id) => disconnect(state, id)));
    },
  };
}

/** What is new comes before the new code, which may need it; what is gone goes once no code needs it any more. */
async function apply(state: State, plan: Plan, artifacts: readonly LocalArtifact[]): Promise<void> {
  await removeResources(state, plan, "replace");
  await provisionResources(state, plan);
  await updateFunctions(state, plan, artifacts);
  for (const trigger of plan.triggers) await connect(state, trigger);
  await removeResources(state, plan, "remove");
  writeState(state.files.plan, plan);
}

/** Removes only what the plan that was shown says, and data only where it says that. */
async function removeResources(state: State, plan: Plan, wanted: "remove" | "replace"): Promise<void> {
  for (const { action, subject, id, losesData } of plan.changes) {
    const resource = state.deployed.get(id);
    if (subject !== "resource" || action !== wanted || !resource) continue;
    const fed = [...state.connected].filter(([, connected]) => connected.resource === id);
    await Promise.all(fed.map(([trigger]) => disconnect(state, trigger)));
    const emulator = await state.emulators.get(resource.kind);
    if (losesData || !resource.stateful) await emulator.remove(resource);
    state.deployed.delete(id);
    state.attributes.delete(id);
    writeState(state.files.resources, [...state.deployed.values()]);
    state.reporter.report({ type: "resource.status", id, status: "removed" });
  }
}

/** Provisions what is new or changed. It is on record before it exists, so that a crash leaves nothing unknown. */
async function provisionResources(state: State, plan: Plan): Promise<void> {
  const changed = plan.resources.filter(
    (resource) =>
      !state.attributes.has(resource.id) || serialize(state.deployed.get(resource.id)) !== serialize(resource),
  );
  for (const resource of changed) state.deployed.set(resource.id, resource);
  writeState(state.files.resources, [...state.deployed.values()]);
  const byKind = Map.groupBy(changed, (resource) => resource.kind);
  const provisioned = [...byKind].map(async ([kind, resources]) => {
    const emulator = await state.emulators.get(kind);
    for (const resource of resources) {
      state.attributes.set(resource.id, await emulator.provision(resource));
      state.reporter.report({ type: "resource.status", id: resource.id, status: "ready" });
    }
  });
  await Promise.all(provisioned);
}

async function updateFunctions(state: State, plan: Plan, artifacts: readonly LocalArtifact[]): Promise<void> {
  const place = state.place();
  const lookup = (reference: Reference): string => lookUp(state, reference);
  const bundles = new Map(artifacts.map((artifact) => [artifact.function, artifact]));
  const specs = plan.functions.map((planned) => {
    const artifact = bundles.get(planned.id);
    if (!artifact) throw failure(artifactMissing, { message: `There is no bundle for the function ${planned.id}.` });
    return checkEnvironment(specOf(planned, artifact, { place, lookup }), Object.keys(planned.environment));
  });
  const former = new Map(state.functions);
  const entries = plan.functions.map((planned) => {
    return { credentials: credentialsOf(planned.id, place.token), policy: policyOf(planned, lookup) };
  });
  allow(state, [...former.values(), ...entries.map((entry) => withRightsOf(entry, former))]);
  const next = await state.host.prepare(specs);
  if (next.broken.size > 0) {
    next.giveUp();
    allow(state, former.values());
    throw refuse(plan.functions.flatMap((planned) => diagnoseLoad(planned, next.broken.get(planned.id))));
  }
  await disconnectGone(state, plan);
  next.takeOver();
  allow(state, entries);
}

function allow(state: State, entries: Iterable<Entry>): void {
  const allowed = [...entries];
  state.functions.clear();
  for (const entry of allowed) state.functions.set(entry.credentials.accessKeyId, entry);
}

/** While old and new code run side by side, a function has the rights of both. */
function withRightsOf(entry: Entry, former: ReadonlyMap<string, Entry>): Entry {
  const earlier = former.get(entry.credentials.accessKeyId)?.policy.statements ?? [];
  return { ...entry, policy: { ...entry.policy, statements: [...earlier, ...entry.policy.statements] } };
}

async function disconnectGone(state: State, plan: Plan): Promise<void> {
  const wanted = new Set(plan.triggers.map((trigger) => trigger.id));
  const gone = [...state.connected.keys()].filter((id) => !wanted.has(id));
  await Promise.all(gone.map((id) => disconnect(state, id)));
}

function checkEnvironment(spec: FunctionSpec, own: readonly string[]): FunctionSpec {
  const size = Buffer.byteLength(JSON.stringify(Object.fromEntries(own.map((name) => [name, spec.environment[name]]))));
  if (size <= environmentLimit) return spec;
  const message = `The environment of ${spec.id} takes ${size} bytes; Lambda allows ${environmentLimit}.`;
  throw failure(environmentTooLarge, { message });
}

function lookUp(state: State, { resource, attribute }: Reference): string {
  const value = state.attributes.get(resource)?.[attribute];
  if (value === undefined)
    throw new Error(`The plan refers to "${attribute}" of "${resource}", which it does not have.`);
  return value;
}

/** Connects a trigger, or connects it anew where it or its resource changed. */
async function connect(state: State, trigger: PlannedTrigger): Promise<void> {
  const resource = trigger.resource === undefined ? undefined : state.deployed.get(trigger.resource);
  const text = serialize([trigger, resource]);
  if (state.connected.get(trigger.id)?.text === text) return;
  await disconnect(state, trigger.id);
  const emulator = await state.emulators.get(trigger.kind);
  const connection = await emulator.connect?.(trigger, resource);
  if (connection) state.connected.set(trigger.id, { connection, resource: trigger.resource, text });
}

async function disconnect(state: State, id: string): Promise<void> {
  const connected = state.connected.get(id);
  state.connected.delete(id);
  await connected?.connection.close();
}
