const hint = "iffc sets it when it runs or deploys the app; this code runs outside of it.";

/**
 * An environment variable that every function has.
 *
 * @throws an Error that names it, where it is not set or empty
 */
export function variable(name: string): string {
  return given(process.env[name], name);
}

/**
 * A setting of a client, which its entrypoint read from an environment variable.
 *
 * @param what - the setting, for people
 * @throws an Error that says so, where it is not set or empty
 */
export function given(value: string | undefined, what: string): string {
  if (value) return value;
  throw new Error(`${what} is not set: ${hint}`);
}
