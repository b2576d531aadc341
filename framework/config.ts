/** What an app's configuration file imports. It is typed for the editor's sake; iffc reads the file and never runs it. */
import type { FunctionOptions } from "./service.ts";

/** What `defineApp` accepts. */
export interface AppOptions {
  /**
   * The app's name, at most 32 lower-case letters, digits and hyphens. The names of what is deployed start with it.
   *
   * @example "shop"
   */
  readonly name: string;
  /**
   * The copies of the app that can be deployed, by name: at most 32 lower-case letters, digits and hyphens each.
   *
   * @example
   * ```ts
   * {
   *   local: { target: "local" },
   *   prod: { target: "aws", account: "123456789012", region: "eu-central-1", posture: "protected" },
   * }
   * ```
   */
  readonly environments: Readonly<Record<string, EnvironmentOptions>>;
  /**
   * The files that declare the app, as patterns relative to the configuration.
   *
   * @default the files that `tsconfig.json` includes, without tests and declarations
   * @example ["services/**\/*.ts"]
   */
  readonly sources?: readonly string[];
  /**
   * How functions are bundled.
   *
   * @default every package that a handler reaches is bundled
   * @example { external: ["sharp"] }
   */
  readonly build?: BundleOptions;
}

/** How functions are bundled. */
export interface BundleOptions {
  /**
   * Packages that are not bundled but shipped as they are installed, with what they depend on: those with native
   * modules, and those that read files of their own. For AWS they must be installed for Linux on arm64 too; a build says
   * with which command.
   *
   * @default none
   * @example ["sharp"]
   */
  readonly external?: readonly string[];
}

/** One deployed copy of an app. */
export type EnvironmentOptions = LocalEnvironmentOptions | AwsEnvironmentOptions;

/** An environment on this machine, without a cloud account. */
export interface LocalEnvironmentOptions {
  /** Where it runs. */
  readonly target: "local";
  /**
   * What functions get unless their service or handler says otherwise.
   *
   * @default 512 MiB, and the timeout that the trigger brings
   * @example { memory: 256 }
   */
  readonly functions?: Omit<FunctionOptions, "concurrency">;
}

/** An environment in an AWS account. */
export interface AwsEnvironmentOptions {
  /** Where it runs. */
  readonly target: "aws";
  /**
   * The account that it lives in; nothing is done with credentials of another one.
   *
   * @example "123456789012"
   */
  readonly account: string;
  /**
   * The region that it lives in.
   *
   * @example "eu-central-1"
   */
  readonly region: string;
  /**
   * `protected`: what holds data is kept when its stack goes, and a route must say who may call it. `sandbox`: made to
   * be thrown away.
   *
   * @default "protected"
   * @example "protected"
   */
  readonly posture?: "sandbox" | "protected";
  /**
   * What functions get unless their service or handler says otherwise.
   *
   * @default 512 MiB, and the timeout that the trigger brings
   * @example { memory: 1024, environment: { LOG_LEVEL: "info" } }
   */
  readonly functions?: Omit<FunctionOptions, "concurrency">;
}

/**
 * Describes an app: the default export of `iffc.config.ts`. Its values must be known before the code runs.
 *
 * @example
 * ```ts
 * export default defineApp({
 *   name: "shop",
 *   environments: { local: { target: "local" } },
 * });
 * ```
 */
export function defineApp(options: AppOptions): AppOptions {
  return options;
}
