import type { JsonObject } from "../../framework/model/json.ts";
import { explainError } from "../../framework/targets/aws/cloud/explain.ts";
import type {
  Alias,
  AliasUpdate,
  CodeUpdate,
  Functions,
  FunctionVersion,
  Invocation,
  InvocationRequest,
  Publication,
} from "../../framework/targets/aws/cloud/functions.ts";
import type { FakeObjects } from "./cloud-objects.ts";

interface FakeFunction {
  /** By version; `$LATEST` is the unpublished one. */
  readonly versions: Map<string, FunctionVersion>;
  readonly aliases: Map<string, Alias>;
}

/** Lambda: revisions, versions and aliases. */
export class FakeFunctions implements Functions {
  readonly functions = new Map<string, FakeFunction>();
  /** What invoking answers. */
  answer: Omit<Invocation, "version"> = { payload: "null", log: "" };
  /** How often an update is still under way when it is asked for. */
  pendingReads = 0;
  /** Why updates of code fail, by name. */
  readonly broken = new Map<string, string>();
  private readonly objects: FakeObjects;
  private revisions = 0;

  constructor(objects: FakeObjects) {
    this.objects = objects;
  }

  async describe(name: string, qualifier = "$LATEST"): Promise<FunctionVersion | undefined> {
    const found = this.functions.get(name);
    const version = found?.aliases.get(qualifier)?.version ?? qualifier;
    const known = found?.versions.get(version);
    if (known?.updateStatus !== "InProgress") return known;
    if (this.pendingReads-- > 0) return known;
    const reason = this.broken.get(name);
    this.set(
      name,
      reason === undefined ? { updateStatus: "Successful" } : { updateStatus: "Failed", updateReason: reason },
    );
    return this.functions.get(name)?.versions.get(version);
  }

  async updateCode({ name, code, revisionId }: CodeUpdate): Promise<FunctionVersion> {
    this.expect(name, revisionId);
    return this.set(name, { codeSha256: this.objects.exactly(code).sha256, updateStatus: "InProgress" });
  }

  async publish({ name, codeSha256, revisionId }: Publication): Promise<FunctionVersion> {
    const latest = this.expect(name, revisionId);
    if (latest.codeSha256 !== codeSha256) throw refuse("InvalidParameterValueException");
    const { versions } = this.known(name);
    const published = { ...latest, version: String(versions.size) };
    versions.set(published.version, published);
    return published;
  }

  async alias(name: string, alias: string): Promise<Alias | undefined> {
    return this.functions.get(name)?.aliases.get(alias);
  }

  async updateAlias({ name, alias, version, revisionId }: AliasUpdate): Promise<Alias> {
    const { aliases, versions } = this.known(name);
    if (aliases.get(alias)?.revisionId !== revisionId) throw refuse("PreconditionFailedException");
    if (!versions.has(version)) throw refuse("ResourceNotFoundException");
    const updated = { version, revisionId: this.nextRevision() };
    aliases.set(alias, updated);
    return updated;
  }

  async invoke({ name, qualifier }: InvocationRequest): Promise<Invocation> {
    return { ...this.answer, version: this.known(name).aliases.get(qualifier)?.version ?? qualifier };
  }

  /** What CloudFormation does with a function: creates it whole, or changes its settings. */
  provision(name: string, settings: JsonObject, codeSha256: string): void {
    if (this.functions.has(name)) return void this.set(name, { settings });
    const first: FunctionVersion = {
      name,
      arn: `arn:aws:lambda:eu-central-1:111122223333:function:${name}`,
      version: "$LATEST",
      codeSha256,
      revisionId: this.nextRevision(),
      state: "Active",
      updateStatus: "Successful",
      settings,
      logGroup: `/logs/${name}`,
    };
    this.functions.set(name, {
      versions: new Map([
        ["$LATEST", first],
        ["1", { ...first, version: "1" }],
      ]),
      aliases: new Map([["live", { version: "1", revisionId: this.nextRevision() }]]),
    });
  }

  /** Changes the unpublished function. */
  set(name: string, change: Partial<FunctionVersion>): FunctionVersion {
    const { versions } = this.known(name);
    const changed = { ...(versions.get("$LATEST") as FunctionVersion), ...change, revisionId: this.nextRevision() };
    versions.set("$LATEST", changed);
    return changed;
  }

  private known(name: string): FakeFunction {
    const found = this.functions.get(name);
    if (!found) throw refuse("ResourceNotFoundException");
    return found;
  }

  private expect(name: string, revisionId: string): FunctionVersion {
    const latest = this.known(name).versions.get("$LATEST") as FunctionVersion;
    if (latest.revisionId !== revisionId) throw refuse("PreconditionFailedException");
    return latest;
  }

  private nextRevision(): string {
    return `r${++this.revisions}`;
  }
}

function refuse(name: string): Error {
  return explainError(Object.assign(new Error(`Lambda says ${name}.`), { name }), "lambda");
}
