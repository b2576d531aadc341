import type { ChangeSetStatus, ChangeSetType, Replacement, StackStatus } from "@aws-sdk/client-cloudformation";
import type { Page } from "./page.ts";

export type { StackStatus };

/** CloudFormation. */
export interface Stacks {
  describe(nameOrArn: string): Promise<StackState | undefined>;
  /** The names that begin with a prefix, without deleted stacks. */
  list(prefix: string): Promise<readonly string[]>;
  /** The template as it was uploaded. */
  template(nameOrArn: string): Promise<string>;
  createChangeSet(request: ChangeSetRequest): Promise<CreatedChangeSet>;
  describeChangeSet(arn: string): Promise<ChangeSet>;
  /** The ARNs of the change sets that were not executed. */
  listChangeSets(stackArn: string): Promise<readonly string[]>;
  /** Why a change set, or a stack's last operation, failed validation before any resource was touched (`DescribeEvents`). */
  validationFailures(arn: string): Promise<readonly ValidationFailure[]>;
  deleteChangeSet(arn: string): Promise<void>;
  executeChangeSet(arn: string, token: string): Promise<void>;
  /** Newest first. */
  events(stackArn: string, page?: string): Promise<Page<StackEvent>>;
  /** Everything in the stack, also of one that was deleted when asked by ARN. */
  resources(nameOrArn: string): Promise<readonly StackResource[]>;
  remove(stackArn: string, token: string): Promise<void>;
}

/** A stack as it is. */
export interface StackState {
  readonly name: string;
  readonly arn: string;
  readonly status: StackStatus;
  readonly reason?: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly terminationProtection: boolean;
}

/** What a change set is made of. */
export interface ChangeSetRequest {
  readonly stack: string;
  readonly name: string;
  readonly type: Extract<ChangeSetType, "CREATE" | "UPDATE">;
  /** Where the template is, or the template itself if it has at most 51,200 bytes. */
  readonly template: { readonly url: string } | { readonly body: string };
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Where a new change set is. */
export interface CreatedChangeSet {
  readonly arn: string;
  readonly stackArn: string;
}

/** A change set and what executing it would do. */
export interface ChangeSet {
  readonly arn: string;
  readonly status: ChangeSetStatus;
  readonly reason?: string;
  readonly changes: readonly ResourceChange[];
}

/** What a change set would do to one resource. */
export interface ResourceChange {
  readonly action: "Add" | "Modify" | "Remove" | "Import" | "Dynamic" | "SyncWithActual";
  readonly logicalId: string;
  readonly type: string;
  readonly replacement?: Replacement;
}

/** Something that a stack's operation did. */
export interface StackEvent {
  readonly id: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  /** A resource's or, for the stack itself, the stack's status. */
  readonly status: string;
  readonly reason?: string;
  /** The token of the operation that it belongs to. */
  readonly token?: string;
}

/** One reason why a change set was refused before it could run. */
export interface ValidationFailure {
  readonly logicalId?: string;
  readonly reason: string;
}

/** A resource of a stack. */
export interface StackResource {
  readonly logicalId: string;
  /** Absent where it was never made. */
  readonly physicalId?: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}
