import { serialize } from "../../framework/model/json.ts";
import type { Page } from "../../framework/targets/aws/cloud/page.ts";
import type {
  ChangeSet,
  ChangeSetRequest,
  CreatedChangeSet,
  ResourceChange,
  StackEvent,
  StackResource,
  Stacks,
  StackState,
  StackStatus,
  ValidationFailure,
} from "../../framework/targets/aws/cloud/stacks.ts";
import type { Template } from "../../framework/targets/aws/synthesize/stack.ts";
import type { FakeFunctions } from "./cloud-functions.ts";
import type { FakeObjects } from "./cloud-objects.ts";

/** A stack as the fake keeps it; tests may put it into any state. */
export interface FakeStack {
  state: StackState;
  body: string;
  resources: StackResource[];
  /** Oldest first. */
  readonly events: StackEvent[];
  readonly changeSets: Map<string, ChangeSet & { readonly request: ChangeSetRequest; readonly template: string }>;
  /** What is still to happen, one step per question. */
  readonly pending: (() => void)[];
}

/** A failure to come: in which stack, at which resource and why, and where that leaves the stack. */
export interface StackFault {
  readonly logicalId: string;
  readonly reason: string;
  readonly end: StackStatus;
}

/** CloudFormation, as far as the deployer's tests need it: an operation ends a few questions after it began. */
export class FakeStacks implements Stacks {
  readonly stacks = new Map<string, FakeStack>();
  /** By stack name: operations that fail. */
  readonly faults = new Map<string, StackFault>();
  /** By stack name: why its change sets are refused. */
  readonly refusals = new Map<string, { readonly reason: string; readonly failures: readonly ValidationFailure[] }>();
  /** What change sets say of a logical id, beside what the templates show. */
  readonly replacements = new Map<string, "True" | "Conditional">();
  readonly watch: Pick<Stacks, "describe" | "describeChangeSet" | "events">;
  private readonly objects: FakeObjects;
  private readonly functions: FakeFunctions;
  private serial = 0;

  constructor(objects: FakeObjects, functions: FakeFunctions) {
    this.objects = objects;
    this.functions = functions;
    const advancing = <Given extends unknown[], Answer>(ask: (...given: Given) => Promise<Answer>) => {
      return async (...given: Given): Promise<Answer> => {
        for (const stack of this.stacks.values()) stack.pending.shift()?.();
        return ask(...given);
      };
    };
    this.watch = {
      describe: advancing((name: string) => this.describe(name)),
      describeChangeSet: (arn) => this.describeChangeSet(arn),
      events: advancing((arn: string, page?: string) => this.events(arn, page)),
    };
  }

  async describe(name: string): Promise<StackState | undefined> {
    const { state } = this.find(name) ?? {};
    return state?.status === "DELETE_COMPLETE" && name !== state.arn ? undefined : state;
  }

  async list(prefix: string): Promise<readonly string[]> {
    const alive = [...this.stacks].filter(([, { state }]) => state.status !== "DELETE_COMPLETE");
    return alive.map(([name]) => name).filter((name) => name.startsWith(prefix));
  }

  async template(name: string): Promise<string> {
    return this.known(name).body;
  }

  async createChangeSet(request: ChangeSetRequest): Promise<CreatedChangeSet> {
    const { stack: name, type } = request;
    if (type === "CREATE" && !(await this.describe(name))) this.add(name, { status: "REVIEW_IN_PROGRESS" });
    const stack = this.known(name);
    const { template: source } = request;
    const template = "body" in source ? source.body : Buffer.from(this.objects.at(source.url).body).toString("utf8");
    const refusal = this.refusals.get(name);
    const changes = this.compare(stack.body, template);
    const isEmpty = changes.length === 0 && serialize(request.parameters) === serialize(stack.state.parameters);
    const reason = refusal?.reason ?? (isEmpty ? "The submitted information didn't contain changes." : undefined);
    const arn = `arn:aws:cloudformation:eu-central-1:111122223333:changeSet/${request.name}/${++this.serial}`;
    const status = reason === undefined ? "CREATE_COMPLETE" : "FAILED";
    stack.changeSets.set(arn, { arn, status, ...(reason !== undefined && { reason }), changes, request, template });
    return { arn, stackArn: stack.state.arn };
  }

  async describeChangeSet(arn: string): Promise<ChangeSet> {
    const { status, changes, reason } = this.changeSet(arn)[1];
    return { arn, status, changes, ...(reason !== undefined && { reason }) };
  }

  async listChangeSets(stackArn: string): Promise<readonly string[]> {
    return [...this.known(stackArn).changeSets.keys()];
  }

  async validationFailures(arn: string): Promise<readonly ValidationFailure[]> {
    const name = arn.includes(":changeSet/") ? this.changeSet(arn)[0].state.name : this.known(arn).state.name;
    return this.refusals.get(name)?.failures ?? [];
  }

  async deleteChangeSet(arn: string): Promise<void> {
    for (const { changeSets } of this.stacks.values()) changeSets.delete(arn);
  }

  async executeChangeSet(arn: string, token: string): Promise<void> {
    const [stack, { request, template }] = this.changeSet(arn);
    stack.changeSets.clear();
    const verb = request.type;
    if (verb === "CREATE") stack.state = { ...stack.state, tags: request.tags };
    const before = stack.state;
    this.note(stack, { status: `${verb}_IN_PROGRESS`, token });
    stack.pending.push(
      () => undefined,
      () => {
        const fault = this.faults.get(request.stack);
        if (fault) return this.fail(stack, { fault, verb, token });
        stack.body = template;
        const { parameters, tags } = request;
        this.realize(stack, JSON.parse(template) as Template, token);
        this.note(stack, { status: `${verb}_COMPLETE`, token, state: { ...before, parameters, tags } });
      },
    );
  }

  async events(stackArn: string, page = "0"): Promise<Page<StackEvent>> {
    const all = this.find(stackArn)?.events.toReversed() ?? [];
    const next = Number(page) + 3;
    return { items: all.slice(Number(page), next), ...(next < all.length && { next: String(next) }) };
  }

  async resources(name: string): Promise<readonly StackResource[]> {
    return this.find(name)?.resources ?? [];
  }

  async remove(stackArn: string, token: string): Promise<void> {
    const stack = this.find(stackArn);
    if (!stack) return;
    if (stack.state.status === "REVIEW_IN_PROGRESS") return void this.stacks.delete(stack.state.name);
    this.note(stack, { status: "DELETE_IN_PROGRESS", token });
    stack.pending.push(() => {
      const fault = this.faults.get(stack.state.name);
      if (fault) return this.fail(stack, { fault, verb: "DELETE", token });
      const { Resources } = JSON.parse(stack.body || '{"Resources":{}}') as Template;
      for (const resource of stack.resources) {
        const isKept = Resources[resource.logicalId]?.DeletionPolicy?.startsWith("Retain");
        this.noteResource(stack, { ...resource, status: isKept ? "DELETE_SKIPPED" : "DELETE_COMPLETE" }, token);
      }
      this.note(stack, { status: "DELETE_COMPLETE", token });
    });
  }

  /** Puts a stack there. */
  add(name: string, state: Partial<StackState>, template?: Template): FakeStack {
    const arn = `arn:aws:cloudformation:eu-central-1:111122223333:stack/${name}/${++this.serial}`;
    const defaults = { name, arn, outputs: {}, parameters: {}, tags: {}, terminationProtection: false };
    const stack: FakeStack = {
      state: { ...defaults, status: "CREATE_COMPLETE", ...state },
      body: template ? JSON.stringify(template) : "",
      resources: [],
      events: [],
      changeSets: new Map(),
      pending: [],
    };
    if (template) this.realize(stack, template, "earlier");
    this.stacks.set(name, stack);
    return stack;
  }

  /** Brings every operation to its end, as CloudFormation does whether or not somebody watches. */
  finish(): void {
    for (const { pending } of this.stacks.values()) for (const step of pending.splice(0)) step();
  }

  private fail(stack: FakeStack, { fault, verb, token }: { fault: StackFault; verb: string; token: string }): void {
    const failed = { type: "Test::Thing", physicalId: `${fault.logicalId}-1`, status: `${verb}_FAILED` };
    this.noteResource(stack, { ...failed, logicalId: fault.logicalId, reason: fault.reason }, token);
    this.noteResource(stack, { ...failed, logicalId: "Other", reason: "Resource creation cancelled" }, token);
    this.note(stack, { status: fault.end, token });
  }

  private realize(stack: FakeStack, template: Template, token: string): void {
    stack.resources = Object.entries(template.Resources).map(([logicalId, { Type: type, Properties = {} }]) => {
      const { BucketName, FunctionName, Code, ...settings } = Properties;
      const physicalId = (BucketName ?? FunctionName ?? `${stack.state.name}-${logicalId}`) as string;
      if (type === "AWS::S3::Bucket" && !this.objects.buckets.has(physicalId)) this.objects.buckets.set(physicalId, []);
      if (type === "AWS::Lambda::Function") {
        const { S3Bucket, S3Key, S3ObjectVersion } = Code as Record<string, string>;
        const code = { bucketName: S3Bucket ?? "", key: S3Key ?? "", version: S3ObjectVersion ?? "" };
        this.functions.provision(physicalId, settings, this.objects.exactly(code).sha256);
      }
      const resource = { logicalId, physicalId, type, status: "CREATE_COMPLETE" };
      this.noteResource(stack, resource, token);
      return resource;
    });
    const outputs = Object.keys(template.Outputs ?? {}).map((name) => [name, `${stack.state.name}/${name}`] as const);
    stack.state = { ...stack.state, outputs: Object.fromEntries(outputs) };
  }

  private compare(live: string, next: string): readonly ResourceChange[] {
    const [old, now] = [live || '{"Resources":{}}', next].map((body) => (JSON.parse(body) as Template).Resources);
    const ids = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])];
    return ids.flatMap((logicalId): readonly ResourceChange[] => {
      const [before, after] = [old?.[logicalId], now?.[logicalId]];
      const type = (after ?? before)?.Type ?? "";
      if (!before) return [{ action: "Add", logicalId, type }];
      if (!after) return [{ action: "Remove", logicalId, type }];
      if (serialize(before) === serialize(after)) return [];
      return [{ action: "Modify", logicalId, type, replacement: this.replacements.get(logicalId) ?? "False" }];
    });
  }

  private note(
    stack: FakeStack,
    { status, token, state }: { status: string; token: string; state?: StackState },
  ): void {
    const { name, arn, outputs } = stack.state;
    stack.state = { ...(state ?? stack.state), outputs, status: status as StackStatus };
    const type = "AWS::CloudFormation::Stack";
    this.noteResource(stack, { logicalId: name, physicalId: arn, type, status }, token);
  }

  private noteResource(stack: FakeStack, resource: StackResource, token: string): void {
    const { logicalId, physicalId = "", type, status, reason } = resource;
    const event = { id: `e${++this.serial}`, logicalId, physicalId, type, status, token };
    stack.events.push({ ...event, ...(reason !== undefined && { reason }) });
  }

  private find(name: string): FakeStack | undefined {
    return this.stacks.get(name) ?? [...this.stacks.values()].find(({ state }) => state.arn === name);
  }

  private known(name: string): FakeStack {
    const stack = this.find(name);
    if (!stack) throw new Error(`There is no stack ${name}.`);
    return stack;
  }

  private changeSet(arn: string) {
    for (const stack of this.stacks.values()) {
      const found = stack.changeSets.get(arn);
      if (found) return [stack, found] as const;
    }
    throw new Error(`There is no change set ${arn}.`);
  }
}
