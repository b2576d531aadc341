/**
 * What the authors of kinds import, all of it from here: the contract, and what a kind is made with. Definitions and
 * fragments use the tooling half, clients and `serve` the bundled one; a bundle holds nothing that it does not use.
 */
export type * from "./kinds/kind.ts";
export type * from "./kinds/decorator.ts";
export * from "./kinds/local.ts";
export * from "./kinds/module.ts";
export * from "./kinds/options.ts";
export * from "./kinds/cloudformation.ts";
export type * from "./model/json.ts";
export type * from "./model/plan.ts";
export * from "./model/value.ts";

export { toSeconds } from "./runtime/duration.ts";
export type * from "./runtime/handler.ts";
export { onInvocation } from "./runtime/invocation.ts";
export { type AwsRequest, call, callJson } from "./runtime/transport/call.ts";
export { AwsError } from "./runtime/transport/aws-error.ts";
export { prepare } from "./runtime/transport/pool.ts";
export { type Fault, findFaults } from "./runtime/validate.ts";
export { given } from "./runtime/variable.ts";
