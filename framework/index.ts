/**
 * What handlers import. Decorators do nothing at run time: their types are for the compiler, their arguments for the
 * analyzer, and no bundle holds them. This file and all that it reaches must stay tiny and import no package.
 */
export * from "./kinds/index.ts";
export type { ResourceOptions, TriggerOptions } from "./kinds/decorator.ts";
export type { Duration } from "./kinds/options.ts";
export type { Page } from "./kinds/page.ts";
export { AwsError } from "./runtime/transport/aws-error.ts";
export {
  HttpError,
  type HttpErrorOptions,
  type HttpResponse,
  respond,
  type ResponseHeaders,
} from "./runtime/respond.ts";
export {
  type FunctionOptions,
  Grants,
  Resources,
  type ResourcesOptions,
  Service,
  type ServiceOptions,
} from "./service.ts";
